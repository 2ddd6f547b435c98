import { type PostgresPool, postgresTransaction, quoteIdentifier } from '@sallyport/core/clients'

/** One step from a version of the tables of keys to the next. */
export interface KeyStoreMigration {
  readonly version: number
  /** Statements that belong in one transaction. They fail where they have run before. */
  readonly sql: string
}

/** The function that counts and adds. One of another version would have another number. */
export const insertFunction = 'sallyport_insert_key_1'

const firstTables: readonly string[] = [
  `CREATE TABLE sallyport_keys_schema (
  version int PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
)`,
  // By bytes, whatever the database sorts by: pages agree, and no library's new version changes the order.
  `CREATE TABLE sallyport_keys (
  id text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  owner_kind text COLLATE "C" NOT NULL,
  owner_id text COLLATE "C" NOT NULL,
  parent text COLLATE "C",
  env text COLLATE "C" NOT NULL,
  revoked boolean NOT NULL,
  record text NOT NULL
)`,
  'CREATE INDEX sallyport_keys_tenant ON sallyport_keys (tenant, id)',
  'CREATE INDEX sallyport_keys_owner ON sallyport_keys (owner_id, owner_kind, tenant, id)',
  `CREATE INDEX sallyport_keys_live ON sallyport_keys (owner_id, owner_kind, tenant)
  WHERE NOT revoked`,
  'CREATE INDEX sallyport_keys_parent ON sallyport_keys (parent, id) WHERE parent IS NOT NULL',
  `CREATE TABLE sallyport_keys_uses (
  key_id text COLLATE "C" PRIMARY KEY REFERENCES sallyport_keys (id) ON DELETE CASCADE,
  last_used_at bigint NOT NULL,
  previous_last_used_at bigint,
  use_count bigint NOT NULL
) WITH (fillfactor = 70)`,
]

// A function, because what a statement sees was decided before it had the lock: only the next sees
// what others added while it waited.
const firstFunction = `CREATE FUNCTION ${insertFunction}(
  new_id text, new_version bigint, new_tenant text, new_owner_kind text, new_owner_id text,
  new_parent text, new_env text, new_revoked boolean, new_record text, most bigint
) RETURNS text LANGUAGE plpgsql SET search_path FROM CURRENT AS $sallyport$
BEGIN
  IF most IS NOT NULL THEN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
      RAISE EXCEPTION 'the keys of an owner cannot be counted in "repeatable read"'
        USING ERRCODE = 'invalid_transaction_state';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(
      concat_ws(E'\\n', 'sallyport_keys', new_tenant, new_owner_kind, new_owner_id), 0));
    IF EXISTS (SELECT FROM sallyport_keys k WHERE k.id = new_id) THEN
      RETURN 'exists';
    END IF;
    IF most <= (SELECT count(*) FROM sallyport_keys k
      WHERE k.owner_id = new_owner_id AND k.owner_kind = new_owner_kind
      AND k.tenant = new_tenant AND NOT k.revoked) THEN
      RETURN 'too_many';
    END IF;
  END IF;
  INSERT INTO sallyport_keys
    (id, version, tenant, owner_kind, owner_id, parent, env, revoked, record)
  VALUES (new_id, new_version, new_tenant, new_owner_kind, new_owner_id, new_parent, new_env,
    new_revoked, new_record)
  ON CONFLICT (id) DO NOTHING;
  RETURN CASE WHEN FOUND THEN 'inserted' ELSE 'exists' END;
END
$sallyport$`

// What has been released never changes, and leaves the tables fit for who knows only the version before.
const versions: readonly (readonly string[])[] = [
  [...firstTables, firstFunction, 'INSERT INTO sallyport_keys_schema (version) VALUES (1)'],
]

/**
 * What `migrate` runs, for those who run migrations with a tool of their own: in this order, each in
 * one transaction, with the schema first in the search path. Each notes its version in
 * `sallyport_keys_schema`, so that `migrate` knows of it. Who only uses the keys needs SELECT, INSERT
 * and UPDATE on `sallyport_keys` and `sallyport_keys_uses`.
 *
 * @example
 * ```ts
 * import { keyStoreMigrations } from '@sallyport/api-keys/postgres'
 *
 * for (const { version, sql } of keyStoreMigrations) {
 *   console.log(version, sql.split('\n')[0]) // prints: 1 CREATE TABLE sallyport_keys_schema (
 * }
 * ```
 */
export const keyStoreMigrations: readonly KeyStoreMigration[] = versions.map((statements, i) => ({
  version: i + 1,
  sql: `${statements.join(';\n\n')};\n`,
}))

/** Runs the migrations that have not run. Of several at once, one does and the others wait for it. */
export async function migrateKeys(pool: PostgresPool, schema: string | undefined): Promise<void> {
  const run = async ({ query }: Pick<PostgresPool, 'query'>): Promise<void> => {
    await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', ['sallyport_keys_schema'])
    if (schema !== undefined) await query(`SET LOCAL search_path TO ${quoteIdentifier(schema)}`)
    const { rows: found } = await query(`SELECT to_regclass('sallyport_keys_schema') AS made`)
    const reached = found[0]?.made === null ? 0 : await versionOf(query)
    for (const statement of versions.slice(reached).flat()) await query(statement)
  }
  // Whatever the database is set to: what others made while this waited must be seen.
  await postgresTransaction(pool, run, { isolation: 'read committed' })
}

async function versionOf(query: PostgresPool['query']): Promise<number> {
  const { rows } = await query('SELECT max(version) AS version FROM sallyport_keys_schema')
  return Number(rows[0]?.version)
}
