import type { PostgresConnection, PostgresQueries } from './postgres.ts'

/** A connection that takes statements until it is given back, once. */
export function lentConnection(
  queries: PostgresQueries,
  giveBack: (error: unknown) => void,
): PostgresConnection {
  let released = false
  return {
    query(text, values) {
      // It may by now be somebody else's, in the middle of a transaction.
      if (released) return Promise.reject(new Error('core: this connection was released'))
      return queries.query(text, values)
    },
    release(error) {
      if (released) return
      released = true
      giveBack(error)
    },
  }
}
