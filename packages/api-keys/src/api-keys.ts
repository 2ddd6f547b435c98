import {
  type AuditSink,
  type Clock,
  type MetricsSink,
  noAudit,
  noMetrics,
  type Random,
  systemClock,
  systemRandom,
  type Verdict,
} from '@sallyport/core'
import { defineScopes, type Scopes } from '@sallyport/scopes'
import type { KeyDenial } from './catalog.ts'
import type { ChangedBy } from './change.ts'
import { createDigester, type Pepper } from './digest.ts'
import { disable, enable, revoke } from './end.ts'
import { envName, prefixName, scannerPattern } from './format.ts'
import { type Identified, identify, type UsedBy } from './identify.ts'
import { type IssuedKey, issue, type NewKey } from './issue.ts'
import type { Keys } from './keys.ts'
import { createReadier, type ReadyKey } from './ready.ts'
import type { KeyRecord } from './record.ts'
import { type Rotation, rotate } from './rotate.ts'
import type { Answer, KeyStore } from './store.ts'
import { createUsage } from './usage.ts'
import { type KeyView, viewOf } from './view.ts'

/** How keys are made and kept. */
export interface ApiKeysOptions<S extends string = string, R extends string = string> {
  readonly store: KeyStore
  /** Begins every token: `acme`, `acme_pk`. Lower-case words with underscores between, at most 32 characters. */
  readonly prefix: string
  /** Of what environment the keys are: `live`, `test`. One of another is refused. */
  readonly env: string
  /** @default a registry of its own, in which a key may do nothing but mint others */
  readonly scopes?: Scopes<S, R>
  /** Keys of HMAC, the newest first; the others only check what they once made. @default SHA-256 */
  readonly peppers?: readonly Pepper[]
  /** For how long a key is valid that is issued without an expiry; null for ever. @default 90 days */
  readonly lifetimeMs?: number | null
  /** How many keys that are not revoked an owner may have. @default 100 */
  readonly mostPerOwner?: number
  /** @default the machine's clock */
  readonly clock?: Clock
  /** @default the platform's cryptographic source */
  readonly random?: Random
  /** @default records nothing */
  readonly audit?: AuditSink
  /** @default measures nothing */
  readonly metrics?: MetricsSink
}

/** What can be done with keys. */
export interface ApiKeys<S extends string = string> {
  /** Issues a key; its token is given once. */
  issue(wanted: NewKey<S>): Promise<IssuedKey>
  /** Who holds a token. Never throws for what was sent; rejects when the store is down. */
  verify(token: unknown, by?: UsedBy): Promise<Verdict<Identified, KeyDenial>>
  /** As `verify`, at once where the store answers at once: for guards. */
  identify(token: unknown, by: UsedBy): Answer<Verdict<Identified, KeyDenial>>
  /** Gives a key another secret; the old one is accepted for a while. */
  rotate(id: string, rotation: Rotation): Promise<IssuedKey>
  /** Revokes a key for good. */
  revoke(id: string, by: ChangedBy): Promise<KeyView>
  disable(id: string, by: ChangedBy): Promise<KeyView>
  enable(id: string, by: ChangedBy): Promise<KeyView>
  /** A key as everybody may see it. */
  get(id: string): Promise<KeyView | undefined>
  /** Finds tokens of these keys in text. */
  scannerPattern(): RegExp
  /** Writes what was noted of their use. */
  flush(): Promise<void>
}

const ninetyDays = 90 * 86_400_000
const longestPrefix = 32

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
  const keys = keysOf(options)
  const bounds = boundsOf(options)
  return {
    issue: (wanted) => issue(keys, wanted, bounds),
    verify: async (token, by = {}) => identify(keys, token, by),
    identify: (token, by) => identify(keys, token, by),
    rotate: (id, rotation) => rotate(keys, id, rotation),
    revoke: (id, by) => revoke(keys, id, by),
    disable: (id, by) => disable(keys, id, by),
    enable: (id, by) => enable(keys, id, by),
    async get(id) {
      const record = await keys.store.get(id)
      return record && viewOf(record)
    },
    scannerPattern: () => scannerPattern(keys.prefix),
    flush: () => keys.usage.flush(),
  }
}

function keysOf<S extends string, R extends string>(options: ApiKeysOptions<S, R>): Keys {
  const { store, prefix, env, peppers = [] } = options
  const {
    clock = systemClock,
    random = systemRandom,
    audit = noAudit,
    metrics = noMetrics,
  } = options
  if (!prefixName.test(prefix) || prefix.length > longestPrefix) {
    throw new RangeError(
      `api-keys: "prefix" must be lower-case words with underscores between, got ${JSON.stringify(prefix)}`,
    )
  }
  if (!envName.test(env)) {
    throw new RangeError(
      `api-keys: "env" must be 1 to 16 lower-case letters and digits, got ${JSON.stringify(env)}`,
    )
  }
  // A registry knows its own names; the verbs read them from data.
  const scopes = (options.scopes ?? defineScopes({ scopes: ['api_keys:mint'] })) as Scopes
  const ready = createReadier(scopes)
  const readied = (record: KeyRecord | undefined): ReadyKey | undefined => record && ready(record)
  return {
    store,
    prefix,
    env,
    scopes,
    clock,
    random,
    audit,
    metrics,
    ready,
    digester: createDigester(peppers),
    usage: createUsage({ write: (touches) => store.touch(touches), mostKeys: 100_000 }),
    find(id) {
      const found = store.get(id)
      return found instanceof Promise ? found.then(readied) : readied(found)
    },
    forget() {},
  }
}

function boundsOf({ lifetimeMs = ninetyDays, mostPerOwner = 100 }: ApiKeysOptions) {
  if (lifetimeMs !== null && !(Number.isInteger(lifetimeMs) && lifetimeMs > 0)) {
    throw new RangeError(
      `api-keys: "lifetimeMs" must be a positive integer or null, got ${String(lifetimeMs)}`,
    )
  }
  if (!(Number.isInteger(mostPerOwner) && mostPerOwner > 0)) {
    throw new RangeError(
      `api-keys: "mostPerOwner" must be a positive integer, got ${String(mostPerOwner)}`,
    )
  }
  return { lifetimeMs, mostPerOwner }
}
