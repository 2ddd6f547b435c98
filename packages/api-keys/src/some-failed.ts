/** One of many that failed. */
export class KeyFailed extends Error {
  /** Undefined where it was not one key: a page of the store, or what was no token. */
  readonly keyId: string | undefined

  constructor(keyId: string | undefined, cause: unknown) {
    super(`api-keys: ${keyId === undefined ? 'no key could be read' : `key ${keyId} failed`}`, {
      cause,
    })
    this.name = 'KeyFailed'
    this.keyId = keyId
  }
}

/** What an act upon many keys rejects with in the end: what failed, and what became of the others. */
export class SomeFailed<T> extends AggregateError {
  declare readonly errors: KeyFailed[]
  /** What it would have resolved to. */
  readonly results: T

  constructor(errors: readonly KeyFailed[], results: T, what: string) {
    super(errors, `api-keys: ${errors.length} ${what}`)
    this.name = 'SomeFailed'
    this.results = results
  }
}
