import type { Claimed, DeliveryStore } from '../delivery-store.ts'

/** What a case is given: two stores on the same data, and time. */
export interface Given {
  readonly store: DeliveryStore
  readonly other: DeliveryStore
  /** A key that no other case uses. */
  key(): string
  /** The lease of a claim that must be fresh. */
  lease(store: DeliveryStore, key: string, holdMs?: number): Promise<string>
  state(store: DeliveryStore, key: string): Promise<Claimed['state']>
  /** How long it is until something runs out that is to run out in a case. */
  readonly shortMs: number
  /** So much time passes. */
  pass(ms: number): Promise<void>
  /** Milliseconds from some time on, as `pass` has them. */
  now(): number
  /** Waits until the key, held or done for `shortMs` from now, can be claimed again, and claims it. */
  reclaimed(key: string): Promise<string>
}

/** One case, before it has a store. */
export interface Case {
  readonly name: string
  run(given: Given): Promise<void>
}

/** Longer than any case takes. */
export const longMs = 600_000
