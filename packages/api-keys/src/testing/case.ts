import type { KeyStore } from '../store.ts'

/** What a case is given: a store, and another on the same data where there can be one. */
export interface Given {
  readonly store: KeyStore
  readonly other: KeyStore
}

/** One case, before it has a store. */
export interface Case {
  readonly name: string
  run(given: Given): Promise<void>
}
