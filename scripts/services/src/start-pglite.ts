import type { PGlite } from '@electric-sql/pglite'

/** A PostgreSQL inside this process, in memory, with one connection. */
export interface Pglite extends AsyncDisposable {
  readonly db: PGlite
  /** Frees it. May be called again. */
  close(): Promise<void>
}

/**
 * Starts a PostgreSQL that every machine has, for suites that need no second connection. The
 * first query takes seconds: start it in `beforeAll`.
 *
 * @example
 * ```ts
 * await using pglite = await startPglite()
 * await pglite.db.query('select 1')
 * ```
 */
export async function startPglite(): Promise<Pglite> {
  const { PGlite } = await import('@electric-sql/pglite')
  const db = await PGlite.create()
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    if (!db.closed) closing ??= db.close()
    await closing
  }
  return { db, close, [Symbol.asyncDispose]: close }
}
