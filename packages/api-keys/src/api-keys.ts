import type {
  AuditSink,
  Clock,
  MetricsSink,
  MonotonicClock,
  Random,
  Timers,
  Verdict,
} from '@sallyport/core'
import type { Limits } from '@sallyport/limits'
import type { Scopes } from '@sallyport/scopes'
import type { CacheOptions } from './cache.ts'
import type { KeyDenial } from './catalog.ts'
import { demandInteger } from './demand-integer.ts'
import { demandKnown } from './demand-known.ts'
import type { Pepper, PepperOrNone } from './digest.ts'
import { disable, enable, revoke, revokeAll } from './end.ts'
import { type ExpiringQuery, expiringSoon } from './expiring-soon.ts'
import { scannerPattern } from './format.ts'
import { type Identified, identify, type UsedBy } from './identify.ts'
import { type HashedKey, importHashed } from './import-hashed.ts'
import type { ReadImported } from './imported.ts'
import { inventoryCsv } from './inventory-csv.ts'
import { type IssuedKey, issue, type NewKey } from './issue.ts'
import { type ListedKey, type ListQuery, list } from './list.ts'
import { openKeys } from './open-keys.ts'
import { peek } from './peek.ts'
import { readRecord } from './read-record.ts'
import type { ChangedBy } from './record-act.ts'
import { type LeakResult, reportLeak } from './report-leak.ts'
import { type Rotation, rotate } from './rotate.ts'
import { type RotatedUnused, type RotateUnused, rotateUnused } from './rotate-unused.ts'
import type { ClaimsOf } from './spend.ts'
import type { Answer, KeyQuery, KeyStore } from './store.ts'
import { type KeyUpdate, update } from './update.ts'
import { type Verified, type VerifyDenial, type VerifyNeed, verify } from './verify.ts'
import { type KeyView, viewOf } from './view.ts'

/** How keys are made and kept. */
export interface ApiKeysOptions<S extends string = string, R extends string = string> {
  /** One for one prefix; environments may share it. */
  readonly store: KeyStore
  /** Begins every token: `acme`, `acme_pk`. Lower-case words with underscores between, at most 32 characters. */
  readonly prefix: string
  /** Of what environment the keys are: `live`, `test`. One of another is refused. */
  readonly env: string
  /** @default a registry of its own, in which a key may do nothing but mint others */
  readonly scopes?: Scopes<S, R>
  /**
   * How digests are made; of a list, the first, and which others are accepted: keys of HMAC, and `'none'` for SHA-256.
   * A secret whose digest was made in a way that is not listed is refused. While the first is a pepper, the
   * others are made anew by it as their keys are used. @default ['none']
   */
  readonly pepper?: Pepper | readonly PepperOrNone[]
  /** Reads tokens of the system that keys were imported from. @default none but our own are accepted */
  readonly imported?: ReadImported
  /** For how long a key is valid that is issued without an expiry; null for ever. @default 90 days */
  readonly lifetimeMs?: number | null
  /** How many keys that are not revoked an owner may have. @default 100 */
  readonly maxPerOwner?: number
  /** Where keys' own limits are counted. @default keys can have none */
  readonly limits?: Limits
  /** How keys of a store on another machine are kept; a store that answers at once needs none. */
  readonly cache?: CacheOptions
  /** How often uses are written. @default 30_000 */
  readonly flushMs?: number
  /**
   * Hears what the store could not do: a lookup, a write of uses or of a new digest, its feed; and of a
   * record that it has spoilt. Hears what `imported` throws, too. There is nothing to choose: while the
   * store is down nobody gets in whose key is not cached, for it alone says which keys there are.
   * @default nobody
   */
  readonly onStoreError?: (error: unknown) => void
  /** One that is set back stands still until it has caught up. @default the machine's clock */
  readonly clock?: Clock
  /** @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
  /** @default the platform's timers */
  readonly timers?: Timers
  /** @default the platform's cryptographic source */
  readonly random?: Random
  /** @default records nothing */
  readonly audit?: AuditSink
  /** @default measures nothing */
  readonly metrics?: MetricsSink
}

/** What can be done with keys. What a person does rejects with {@link KeyChangeRefused} where the key does not allow it. */
export interface ApiKeys<S extends string = string> {
  /** Issues a key; its token is given once. */
  issue(wanted: NewKey<S>): Promise<IssuedKey>
  /**
   * Takes over a key of which another system has kept the SHA-256: its token goes on where the option
   * `imported` reads it, until it is rotated. The same digest twice is refused as `conflict`.
   *
   * @example
   * ```ts
   * import { createHash } from 'node:crypto'
   * import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'
   *
   * const keys = apiKeys({
   *   store: memoryKeyStore(),
   *   prefix: 'acme',
   *   env: 'live',
   *   imported: (token) => (/^old_[A-Za-z]{64}$/.test(token) ? token : undefined),
   * })
   * const old = `old_${'aBcDeFgH'.repeat(8)}` // whoever holds it has it; the other system kept this of it:
   * const digest = createHash('sha256').update(old).digest('base64url')
   * const ada = { kind: 'user', id: 'ada' }
   * const key = await keys.importHashed({ digest, name: 'ci', tenant: 't1', owner: ada, actor: ada })
   *
   * console.log((await keys.verify(old)).ok) // prints: true
   * const { token } = await keys.rotate(key.id, { actor: ada, graceMs: 0 })
   * console.log((await keys.verify(old)).ok, (await keys.verify(token.reveal())).ok) // prints: false true
   * ```
   */
  importHashed(wanted: HashedKey<S>): Promise<KeyView>
  /**
   * Identifies, authorises and spends. Takes what was sent: a token, `undefined` for nothing, a list for
   * several. Neither that nor a store that is down makes it reject.
   */
  verify(token: unknown, need?: VerifyNeed): Promise<Verdict<Verified, VerifyDenial>>
  /**
   * What `verify` would say, for dashboards and dry runs: takes nothing from limits, notes no use and
   * counts no attempt. The limits are told as they stand, with nothing taken.
   */
  peek(token: unknown, need?: VerifyNeed): Promise<Verdict<Verified, VerifyDenial>>
  /** Identifies alone, at once where the store answers at once: for guards. Takes what `verify` does. */
  identify(token: unknown, by: UsedBy): Answer<Verdict<Identified, KeyDenial>>
  /** Gives a key another secret; the old one is accepted for a while. */
  rotate(id: string, rotation: Rotation): Promise<IssuedKey>
  /** Gives another secret to each key of this environment that was not used for a while. */
  rotateUnused(rotation: RotateUnused): Promise<RotatedUnused>
  /** Revokes a key for good, and those it has minted. */
  revoke(id: string, by: ChangedBy): Promise<KeyView>
  /** Revokes every key of a tenant, an owner or a parent. Resolves to their ids. */
  revokeAll(query: KeyQuery, by: ChangedBy): Promise<readonly string[]>
  /** Stops a key, and those it has minted, until each is enabled. */
  disable(id: string, by: ChangedBy): Promise<KeyView>
  /** Enables a key, and it alone; not one whose parent is disabled. */
  enable(id: string, by: ChangedBy): Promise<KeyView>
  /** Changes what a key may do or is called; what is taken from it is taken from those it has minted. */
  update(id: string, wanted: KeyUpdate<S>): Promise<KeyView>
  /** A key as everybody may see it. */
  get(id: string): Promise<KeyView | undefined>
  /** Keys and how they were used, in the order of their ids. */
  list(query?: ListQuery): AsyncGenerator<ListedKey>
  /** The same as a table for auditors, a line at a time. */
  inventoryCsv(query?: ListQuery): AsyncGenerator<string>
  /** Keys that are valid and will not be for long. */
  expiringSoon(query: ExpiringQuery): AsyncGenerator<ListedKey>
  /** Revokes the keys of tokens that were found in public. */
  reportLeak(tokens: readonly unknown[], by: ChangedBy): Promise<readonly LeakResult[]>
  /** Finds tokens of these keys in text. */
  scannerPattern(): RegExp
  /** What a key that was identified takes from for one request. */
  readonly claimsOf: ClaimsOf
  /** Where keys' own limits are counted. */
  readonly limits: Limits | undefined
  /** Writes what was noted of their use, and waits for digests that are being made anew. */
  flush(): Promise<void>
  /** Writes it, once, and lets go of the store's feed. Rejects when it could not be written; then it may be called again. */
  close(): Promise<void>
}

const known =
  'store prefix env scopes pepper imported lifetimeMs maxPerOwner limits cache flushMs onStoreError clock monotonic timers random audit metrics'

const ninetyDays = 90 * 86_400_000

/**
 * API keys over a store.
 *
 * @example
 * ```ts
 * import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'
 *
 * const keys = apiKeys({ store: memoryKeyStore(), prefix: 'acme', env: 'live' })
 * const ada = { kind: 'user', id: 'ada' }
 * const { token, key } = await keys.issue({ name: 'ci', tenant: 't1', owner: ada, actor: ada })
 *
 * const verdict = await keys.verify(token.reveal())
 * console.log(verdict.ok && verdict.value.key.name) // prints: ci
 * await keys.revoke(key.id, { actor: ada, reason: 'leaked' })
 * const after = await keys.verify(token.reveal())
 * console.log(after.ok ? 'in' : after.reason) // prints: key_revoked
 * ```
 */
export function apiKeys<S extends string = never, R extends string = never>(
  options: ApiKeysOptions<S, R>,
): ApiKeys<S | R> {
  demandKnown('apiKeys', options, known)
  const { keys, flush, close } = openKeys(options)
  const bounds = boundsOf(options)
  const claimsOf: ClaimsOf = (view, cost = 1) => {
    const limits = keys.readier.limitsOf(view)
    return cost === 1 ? limits : limits.map((limit) => ({ ...limit, cost }))
  }
  return {
    issue: (wanted) => issue(keys, wanted, bounds),
    importHashed: (wanted) => importHashed(keys, wanted, bounds),
    verify: async (token, need = {}) => verify(keys, claimsOf, token, need),
    peek: async (token, need = {}) => peek(keys, claimsOf, token, need),
    identify: (token, by) => identify(keys, token, by),
    rotate: (id, rotation) => rotate(keys, id, rotation),
    rotateUnused: (rotation) => rotateUnused(keys, rotation),
    revoke: (id, by) => revoke(keys, id, by),
    revokeAll: (query, by) => revokeAll(keys, query, by),
    disable: (id, by) => disable(keys, id, by),
    enable: (id, by) => enable(keys, id, by),
    update: (id, wanted) => update(keys, id, wanted),
    async get(id) {
      const record = await readRecord(keys, id)
      return record && viewOf(record)
    },
    list: (query = {}) => list(keys, query),
    inventoryCsv: (query = {}) => inventoryCsv(keys, query),
    expiringSoon: (query) => expiringSoon(keys, query),
    reportLeak: (tokens, by) => reportLeak(keys, tokens, by),
    scannerPattern: () => scannerPattern(keys.prefix),
    claimsOf,
    limits: keys.limits,
    flush,
    close,
  }
}

function boundsOf({ lifetimeMs = ninetyDays, maxPerOwner = 100 }: ApiKeysOptions) {
  if (lifetimeMs !== null) demandInteger('lifetimeMs', lifetimeMs, 1)
  demandInteger('maxPerOwner', maxPerOwner, 1)
  return { lifetimeMs, maxPerOwner }
}
