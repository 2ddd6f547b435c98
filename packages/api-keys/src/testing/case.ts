import type { KeyStore } from '../store.ts'

/** Does a step, or fails in its place or after it. */
export type Gate = <T>(step: () => T) => T

/** What a case is given: a store, and another on the same data where there can be one. */
export interface Given {
  readonly store: KeyStore
  readonly other: KeyStore
  /** A third, each of whose steps goes through the gate. */
  failing(gate: Gate): KeyStore
}

/** One case, before it has a store. */
export interface Case {
  readonly name: string
  run(given: Given): Promise<void>
}
