import { type SqliteDatabase, sqliteTransaction } from '@sallyport/core/clients'

const tableName = /^[a-z_][a-z0-9_]{0,62}$/i

/**
 * Makes the tables of keys, or brings them up to date. Those of a later version are left as they
 * are: each step must leave them fit for who knows only the one before.
 */
export function openSqliteKeys(db: SqliteDatabase, table: string): void {
  if (!tableName.test(table)) {
    throw new RangeError(
      `api-keys: "table" must be up to 63 letters, digits and underscores, got ${JSON.stringify(table)}`,
    )
  }
  sqliteTransaction(db, () => {
    db.exec(`CREATE TABLE IF NOT EXISTS "${table}_schema" (version INTEGER PRIMARY KEY) STRICT`)
    const { version } = db
      .prepare(`SELECT coalesce(max(version), 0) AS version FROM "${table}_schema"`)
      .get() as { readonly version: number | bigint }
    for (const [i, step] of steps.entries()) {
      if (i < version) continue
      db.exec(step(table))
      db.prepare(`INSERT INTO "${table}_schema" VALUES (?)`).run(i + 1)
    }
  })
}

/** From each version to the next. What has been released never changes. */
const steps: readonly ((table: string) => string)[] = [
  (table) => `
CREATE TABLE "${table}" (
  id TEXT PRIMARY KEY NOT NULL,
  version INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  parent TEXT,
  env TEXT NOT NULL,
  revoked INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX "${table}_tenant" ON "${table}" (tenant, id);
CREATE INDEX "${table}_owner" ON "${table}" (owner_id, owner_kind, tenant, id);
CREATE INDEX "${table}_live" ON "${table}" (owner_id, owner_kind, tenant) WHERE revoked = 0;
CREATE INDEX "${table}_parent" ON "${table}" (parent, id) WHERE parent IS NOT NULL;
CREATE TABLE "${table}_uses" (
  key_id TEXT PRIMARY KEY NOT NULL REFERENCES "${table}" (id) ON DELETE CASCADE,
  last_used_at INTEGER NOT NULL,
  previous_last_used_at INTEGER,
  use_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID`,
]
