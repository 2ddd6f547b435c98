import { allow, type Denied, deny, type Verdict } from '@sallyport/core'
import type { Grants } from '@sallyport/scopes'
import { apiKeyMetrics, apiKeyReasons, type KeyDenial } from './catalog.ts'
import { deprecationOf } from './deprecation.ts'
import { type Digester, type DigestKind, type DigestWords, isGiven, noDigest } from './digest.ts'
import { parseToken } from './format.ts'
import type { Keys } from './keys.ts'
import { readRecord } from './read-record.ts'
import { digestsOf, type ReadyKey } from './ready.ts'
import { type KeyRecord, type KeyState, type SecretSlot, stateOf } from './record.ts'
import { challenge, notOneKey } from './sent-key.ts'
import type { Answer } from './store.ts'
import { storeUnavailable } from './store-error.ts'
import type { KeyView } from './view.ts'

/** What a verified key proves. */
export interface Identified {
  readonly key: KeyView
  readonly grants: Grants
  /** With which of its secrets. */
  readonly via: 'current' | 'previous'
}

/** Where a key is used. */
export interface UsedBy {
  /** The client's address; a key that is bound to networks needs it. */
  readonly ip?: string | undefined
  /** The tenant that is asked for. @default whichever the key is of */
  readonly tenant?: string | undefined
}

/**
 * Who holds what was sent: a token, nothing (undefined) or several (a list). In this order: the token's
 * form, or that of an imported one; one lookup, one digest and its comparison, then what the key is good
 * for, its environment, tenant and network. Until the secret is proved, an id that nobody has costs what
 * one costs that somebody has, and looks the same.
 */
export function identify(
  keys: Keys,
  token: unknown,
  by: UsedBy,
): Answer<Verdict<Identified, KeyDenial>> {
  const now = keys.clock()
  keys.metrics.add(apiKeyMetrics.attempts, 1)
  const parsed = parseToken(token, keys.prefix)
  if (parsed !== undefined) return sought(keys, keys.digester, parsed.id, token as string, by, now)
  const imported = keys.imported.read(token)
  if (imported === undefined) return refused(keys, notOneKey(token) ?? malformed)
  return sought(keys, keys.imported.digester, imported.id, imported.sha256, by, now)
}

/** Looks the key up, and asks whether this is its secret: a token, or what an imported one stands for. */
function sought(
  keys: Keys,
  digester: Digester,
  id: string,
  token: string,
  by: UsedBy,
  now: number,
): Answer<Verdict<Identified, KeyDenial>> {
  let found: Answer<ReadyKey | undefined>
  try {
    found = keys.find(id)
  } catch (error) {
    return refused(keys, storeUnavailable(error))
  }
  return found instanceof Promise
    ? found.then(
        (late) => judge(keys, digester, token, late, by, now),
        (error) => refused(keys, storeUnavailable(error)),
      )
    : judge(keys, digester, token, found, by, now)
}

/**
 * Which of a key's secrets a token is: of those whose digests were made as is accepted now. Costs the same
 * whether there is such a key, whether it is being rotated, and however its digests were made.
 */
function secretOf(
  digester: Digester,
  token: string,
  ready: Pick<ReadyKey, 'record' | 'current' | 'previous'> | undefined,
  now: number,
): 'current' | 'previous' | undefined {
  const { current, previous } = ready?.record ?? nobody
  let isCurrent = false
  let isPrevious = false
  for (const kind of digester.kinds) {
    const isMade = digester.give(token, kind)
    isCurrent = (isOf(current, kind, ready?.current) && isMade) || isCurrent
    isPrevious = (isOf(previous, kind, ready?.previous) && isMade) || isPrevious
  }
  if (ready === undefined) return undefined
  if (isCurrent) return 'current'
  return isPrevious && previous !== null && now < previous.until ? 'previous' : undefined
}

/** Whether the digest that was given is that of a secret. Compares whatever there is to compare with. */
function isOf(
  slot: Pick<SecretSlot, 'kind'> | null,
  kind: DigestKind,
  stored: DigestWords = noDigest,
): boolean {
  const isMade = slot !== null && slot.kind === kind
  return isGiven(isMade ? stored : noDigest) && isMade
}

/** The record whose secret a token is, whatever its state. */
export async function identifyRecord(keys: Keys, token: unknown): Promise<KeyRecord | undefined> {
  const parsed = parseToken(token, keys.prefix)
  const imported = parsed === undefined ? keys.imported.read(token) : undefined
  const id = parsed?.id ?? imported?.id
  if (id === undefined) return undefined
  const record = await readRecord(keys, id)
  const { digester } = imported === undefined ? keys : keys.imported
  const text = imported?.sha256 ?? (token as string)
  const ready = record && { record, ...digestsOf(record) }
  return secretOf(digester, text, ready, keys.clock()) === undefined ? undefined : record
}

function judge(
  keys: Keys,
  digester: Digester,
  token: string,
  ready: ReadyKey | undefined,
  { ip, tenant }: UsedBy,
  now: number,
): Verdict<Identified, KeyDenial> {
  const via = secretOf(digester, token, ready, now)
  if (ready === undefined) return refused(keys, unknown)
  if (via === undefined) return refused(keys, wrongSecret)

  const { record } = ready
  const state = stateOf(record, now)
  if (state !== 'active') return refused(keys, ofState[state], ready)
  if (record.env !== keys.env) return refused(keys, wrongEnv, ready)
  if (tenant !== undefined && tenant !== record.tenant) return refused(keys, wrongTenant, ready)
  if (ready.networks !== undefined && (ip === undefined || !ready.networks.has(ip))) {
    return refused(keys, wrongNetwork, ready)
  }
  if (digester.kinds.length > 1) keys.rehash.begin(record, via, digester, token)
  keys.usage.note(record.id, now, via === 'previous')
  const identified: Identified = { key: ready.view, grants: ready.grants, via }
  return via === 'current' ? allow(identified) : allow(identified, deprecationOf(record))
}

/** Stands in for a key that there is not. */
const nobody = { current: null, previous: null } as const

const denial = (reason: KeyDenial, shown?: string): Denied<KeyDenial> => {
  const { status } = apiKeyReasons[reason]
  const headers = status === 401 ? challenge('invalid_token') : undefined
  return Object.freeze(
    deny(reason, status, {
      ...(shown === undefined ? {} : { shown }),
      ...(headers === undefined ? {} : { headers }),
    }),
  )
}
// From outside nobody learns which of these it was.
const invalid = 'key_invalid'
const malformed = denial('key_malformed', invalid)
const unknown = denial('key_unknown', invalid)
const wrongSecret = denial('key_wrong_secret', invalid)
const wrongTenant = denial('key_wrong_tenant', invalid)
const wrongEnv = denial('key_wrong_env')
const wrongNetwork = denial('key_wrong_network')
const ofState: Readonly<Record<Exclude<KeyState, 'active'>, Denied<KeyDenial>>> = {
  revoked: denial('key_revoked'),
  disabled: denial('key_disabled'),
  expired: denial('key_expired'),
  not_yet_valid: denial('key_not_yet_valid'),
}

/** A refusal, counted; with the key, for the record, once its secret was proved. */
function refused(
  { metrics }: Keys,
  denied: Denied<KeyDenial>,
  ready?: ReadyKey,
): Denied<KeyDenial> {
  metrics.add(apiKeyMetrics.failures, 1, { reason: denied.reason })
  return ready === undefined ? denied : { ...denied, proved: { key: ready.view } }
}
