import type { Check } from '@sallyport/core'
import type { FeedListener, Unsubscribe } from '@sallyport/core/clients'
import type { KeyRecord, KeyUse } from './record.ts'

/** At once, or later. */
export type Answer<T> = T | Promise<T>

/** A key and how it was used. */
export interface StoredKey {
  readonly record: KeyRecord
  readonly use: KeyUse
}

/** Which keys a page is of. Every part that is given must fit. */
export interface KeyQuery {
  readonly tenant?: string
  /** Kind and id. */
  readonly owner?: { readonly kind: string; readonly id: string }
  readonly parent?: string
  readonly env?: string
}

/** A use of a key, not yet written. */
export interface Touch {
  readonly id: string
  readonly at: number
  /** Of the previous secret; null when that was not used. */
  readonly previousAt: number | null
  readonly count: number
}

/** Where keys are kept. */
export interface KeyStore {
  /** The record with this id. */
  get(id: string): Answer<KeyRecord | undefined>
  /**
   * Adds a record. `exists` when there is one with its id; `too_many` when its owner in its tenant has
   * `maxPerOwner` that are not revoked: counted and added in one step.
   */
  insert(record: KeyRecord, maxPerOwner?: number): Answer<'inserted' | 'exists' | 'too_many'>
  /** Puts a record in the place of the one with its id, if that has this version still. */
  replace(record: KeyRecord, version: number): Answer<boolean>
  /** Adds uses: the latest time wins, counts add up, ids without a record are passed over. */
  touch(touches: readonly Touch[]): Answer<void>
  /**
   * A page in the order of ids, after an id; whatever is inserted meanwhile, each key that was there all
   * the time comes once.
   */
  page(query: KeyQuery, after: string | undefined, limit: number): Answer<readonly StoredKey[]>
  /** Whether the store answers. */
  readonly check: Check
  /**
   * Tells the listener the id of each record that is replaced, by whatever machine, once the change can
   * be read. Without it, a cache learns of changes only when its time is up.
   */
  subscribe?(listener: FeedListener): Promise<Unsubscribe>
}
