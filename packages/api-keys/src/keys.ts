import type { AuditSink, Clock, MetricsSink, Random } from '@sallyport/core'
import type { Limits } from '@sallyport/limits'
import type { Requirement, Scopes } from '@sallyport/scopes'
import type { Digester } from './digest.ts'
import type { Imported } from './imported.ts'
import type { Readier, ReadyKey } from './ready.ts'
import type { Rehash } from './rehash.ts'
import type { Answer, KeyStore } from './store.ts'
import type { Usage } from './usage.ts'

/** What every verb works on: options with their defaults, checked once. */
export interface Keys {
  readonly store: KeyStore
  readonly prefix: string
  readonly env: string
  readonly scopes: Scopes
  readonly digester: Digester
  readonly imported: Imported
  readonly clock: Clock
  readonly random: Random
  readonly audit: AuditSink
  readonly metrics: MetricsSink
  readonly usage: Usage
  readonly rehash: Rehash
  readonly readier: Readier
  /** Where keys' own limits are counted; none, and then no key can have any. */
  readonly limits: Limits | undefined
  /** What a key must hold to mint others: `api_keys:mint`. None where the registry has no such scope, and then none can. */
  readonly mint: Requirement | undefined
  /** The key with this id, from the cache or the store. */
  readonly find: (id: string) => Answer<ReadyKey | undefined>
  /** The key was changed: what is known of it is no longer so. */
  readonly forget: (id: string) => void
}
