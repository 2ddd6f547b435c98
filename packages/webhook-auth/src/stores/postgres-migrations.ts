import { type PostgresPool, postgresTransaction, quoteIdentifier } from '@sallyport/core/clients'

/** One step from a version of the table of deliveries to the next. */
export interface DeliveryStoreMigration {
  readonly version: number
  /** Statements that belong in one transaction. They fail where they have run before. */
  readonly sql: string
}

// What has been released never changes, and leaves the table fit for who knows only the version before.
const versions: readonly (readonly string[])[] = [
  [
    `CREATE TABLE sallyport_deliveries_schema (
  version int PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
)`,
    // By bytes, whatever the database sorts by: no library's new version changes the order.
    `CREATE TABLE sallyport_deliveries (
  key text COLLATE "C" PRIMARY KEY,
  lease text COLLATE "C" NOT NULL,
  done boolean NOT NULL,
  expires_at timestamptz NOT NULL
)`,
    'CREATE INDEX sallyport_deliveries_expires_at ON sallyport_deliveries (expires_at)',
    'INSERT INTO sallyport_deliveries_schema (version) VALUES (1)',
  ],
]

/**
 * What `migrate` runs, for those who run migrations with a tool of their own: in this order, each in
 * one transaction, with the schema first in the search path. Each notes its version in
 * `sallyport_deliveries_schema`, so that `migrate` knows of it. Who only uses the store needs SELECT,
 * INSERT, UPDATE and DELETE on `sallyport_deliveries`.
 *
 * @example
 * ```ts
 * import { deliveryStoreMigrations } from '@sallyport/webhook-auth/postgres'
 *
 * for (const { version, sql } of deliveryStoreMigrations) {
 *   console.log(version, sql.split('\n')[0]) // prints: 1 CREATE TABLE sallyport_deliveries_schema (
 * }
 * ```
 */
export const deliveryStoreMigrations: readonly DeliveryStoreMigration[] = versions.map(
  (statements, i) => ({ version: i + 1, sql: `${statements.join(';\n\n')};\n` }),
)

/** Runs the migrations that have not run. Of several at once, one does and the others wait for it. */
export async function migrateDeliveries(
  pool: PostgresPool,
  schema: string | undefined,
): Promise<void> {
  const run = async ({ query }: Pick<PostgresPool, 'query'>): Promise<void> => {
    await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      'sallyport_deliveries_schema',
    ])
    if (schema !== undefined) await query(`SET LOCAL search_path TO ${quoteIdentifier(schema)}`)
    const { rows } = await query(`SELECT to_regclass('sallyport_deliveries_schema') AS made`)
    const reached = rows[0]?.made === null ? 0 : await versionOf(query)
    for (const statement of versions.slice(reached).flat()) await query(statement)
  }
  // Whatever the database is set to: what others made while this waited must be seen.
  await postgresTransaction(pool, run, { isolation: 'read committed' })
}

async function versionOf(query: PostgresPool['query']): Promise<number> {
  const { rows } = await query('SELECT max(version) AS version FROM sallyport_deliveries_schema')
  return Number(rows[0]?.version)
}
