import type { Feed } from './feed.ts'

/**
 * What a statement takes that means the same to every client. JSON goes in as text, because a list
 * is taken for a Postgres array.
 */
export type PostgresValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Date
  | readonly PostgresValue[]

/** What a statement did. */
export interface PostgresResult<R extends object = Record<string, unknown>> {
  /**
   * The rows it gave. `int8` (and so `count(*)`) and `numeric` come as text, unless the application
   * has set a parser of its own: read them with `Number()` or `BigInt()`.
   */
  readonly rows: readonly R[]
  /** Rows changed, or given by a SELECT; 0 for a statement about neither. */
  readonly count: number
  /** The first word of the server's answer: `INSERT`, `COMMIT` … */
  readonly command: string
}

/** Whatever takes statements: a pool, a connection, a transaction. */
export interface PostgresQueries {
  /** Runs one statement, `$1` being the first value. Nobody checks that the rows are `R`. */
  query<R extends object = Record<string, unknown>>(
    text: string,
    values?: readonly PostgresValue[],
  ): Promise<PostgresResult<R>>
}

/** A connection of one's own until it is released. */
export interface PostgresConnection extends PostgresQueries {
  /**
   * Gives it back; with an error it is closed, where there can be another. A transaction that was
   * left open is rolled back. Calling it twice does no harm.
   */
  release(error?: unknown): void
}

/**
 * A Postgres database as a store sees it. Publish to its feed with `SELECT pg_notify($1, $2)`: in a
 * transaction it is heard when that commits, and at most 7999 bytes fit.
 */
export interface PostgresPool extends PostgresQueries, Feed {
  connect(): Promise<PostgresConnection>
}

/**
 * A name as Postgres reads it back unchanged: quoted, whatever it contains.
 *
 * @example
 * ```ts
 * import { quoteIdentifier } from '@sallyport/core/clients'
 *
 * console.log(quoteIdentifier('Keys"; DROP TABLE keys')) // prints: "Keys""; DROP TABLE keys"
 * ```
 */
export function quoteIdentifier(name: string): string {
  // Postgres cuts a longer name off, and two tables or channels would silently become one.
  const bytes = Buffer.byteLength(name)
  if (bytes === 0 || bytes > 63 || name.includes('\0')) {
    throw new RangeError(
      `core: a Postgres name must have 1 to 63 bytes and no NUL, got ${JSON.stringify(name)}`,
    )
  }
  return `"${name.replaceAll('"', '""')}"`
}
