import type { AuditParty, Json, Secret } from '@sallyport/core'
import { secret } from '@sallyport/core'
import type { Wildcard } from '@sallyport/scopes'
import { addRecord } from './add-record.ts'
import {
  checkedLimits,
  checkedMetadata,
  checkedNetworks,
  checkedTime,
  identifier,
  plainText,
} from './checked.ts'
import { demandBy, demandParty } from './demand-by.ts'
import { demandKnown } from './demand-known.ts'
import { revoke } from './end.ts'
import { formatToken, headOf, newId, newSecret, randomLetters } from './format.ts'
import { grantedTexts } from './granted-texts.ts'
import type { Identified } from './identify.ts'
import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { attenuated, demandMints } from './mint.ts'
import { narrowed } from './narrowed.ts'
import { demandRecord } from './read-record.ts'
import type { KeyLimit, KeyRecord, SecretSlot } from './record.ts'
import { type ChangedBy, orDenied } from './record-act.ts'
import { type KeyView, viewOf } from './view.ts'

/** A key to be issued. */
export interface NewKey<S extends string = string> extends ChangedBy {
  /** For people: at most 100 characters. */
  readonly name: string
  /** Kept as it is: in Unicode's form C and without spaces around it, else refused. So are the owner's. */
  readonly tenant: string
  readonly owner: AuditParty
  /** Scopes, wildcards and roles of the registry. @default none */
  readonly scopes?: readonly (S | Wildcard)[]
  /**
   * `frozen`: what the scopes mean today, whatever becomes of a role or a wildcard. `live`: what they
   * mean when the key is used. @default 'frozen'
   */
  readonly expansion?: 'frozen' | 'live'
  /** In milliseconds since the epoch; null for never. @default as `lifetimeMs` of the options says */
  readonly expiresAt?: number | null
  /** Before which it does not let in. @default at once */
  readonly notBefore?: number
  /** Addresses and networks it may be used from. @default all */
  readonly networks?: readonly string[]
  /** @default none */
  readonly limits?: readonly KeyLimit[]
  /** Whatever the program wants to find with the key: at most 4 KiB of JSON. Never a secret. */
  readonly metadata?: Json
  /** The key that mints it, as it was identified: the new one may do no more. @default a person issues it */
  readonly parent?: Identified
}

/** A key and, this one time, its token. */
export interface IssuedKey {
  readonly token: Secret
  readonly key: KeyView
}

/** What bounds the keys that are issued. */
export interface IssueBounds {
  readonly lifetimeMs: number | null
  readonly maxPerOwner: number
}

/** A new secret for a key: the slot that is stored, and the token that is not. */
export function newSlot(
  { random, prefix, digester }: Pick<Keys, 'random' | 'prefix' | 'digester'>,
  id: string,
  env: string,
  now: number,
): { readonly slot: SecretSlot; readonly token: Secret } {
  const token = formatToken(headOf(prefix, env), id, newSecret(random))
  const digest = digester.digest(token, digester.kind)
  if (digest === undefined) throw new Error('api-keys: bad pepper in newSlot()')
  const secretId = randomLetters(8, random)
  return { slot: { secretId, digest, kind: digester.kind, createdAt: now }, token: secret(token) }
}

/** What can be asked of a key that is made, in whichever way. */
export const knownOfAny: string =
  'actor reason name tenant owner scopes expansion expiresAt notBefore networks limits metadata'
const known = `${knownOfAny} parent`

/** Issues a key. Recorded first; the token is given once and stored nowhere. */
export async function issue(keys: Keys, wanted: NewKey, bounds: IssueBounds): Promise<IssuedKey> {
  demandBy(wanted)
  demandKnown('issue', wanted, known)
  demandIdentified(wanted)
  const now = keys.clock()
  const id = newId(keys.random)
  const { slot, token } = newSlot(keys, id, keys.env, now)
  const parentId = wanted.parent?.key.id
  const lifetimeMs = parentId === undefined ? bounds.lifetimeMs : null
  const asked = recordOf(keys, id, wanted, slot, lifetimeMs)
  const attempt = { act: 'created', by: wanted, record: asked } as const
  const record =
    parentId === undefined
      ? asked
      : await orDenied(keys, attempt, async () =>
          attenuated(keys, await demandRecord(keys, parentId), asked),
        )
  await addRecord(keys, 'created', record, wanted, bounds.maxPerOwner)
  if (parentId !== undefined) {
    await orDenied(keys, attempt, () => demandBounded(keys, parentId, record, wanted))
  }
  return { token, key: viewOf(record) }
}

/** Throws where a parent is asked for that is none: a program that lost it on the way would issue what nothing holds back. */
function demandIdentified(wanted: NewKey): void {
  if (!('parent' in wanted) || typeof wanted.parent?.key?.id === 'string') return
  throw new TypeError(`api-keys: "parent" must be a key as it was identified`)
}

/** What the parent lost while the child was added was not taken from the child: whoever comes second ends it. */
async function demandBounded(
  keys: Keys,
  parentId: string,
  child: KeyRecord,
  by: ChangedBy,
): Promise<void> {
  try {
    const parent = await demandRecord(keys, parentId)
    demandMints(keys, parent, keys.clock())
    if (narrowed(keys, child, parent) === child) return
    throw new KeyChangeRefused('not_a_subset', parentId)
  } catch (error) {
    await revoke(keys, child.id, by)
    throw error
  }
}

/** The record of a new key, checked. */
export function recordOf(
  keys: Keys,
  id: string,
  wanted: NewKey,
  current: SecretSlot,
  lifetimeMs: number | null,
): KeyRecord {
  const { scopes = [], expansion = 'frozen', networks, limits = [], metadata = {} } = wanted
  const { notBefore = null, owner, actor } = wanted
  demandParty('owner', owner)
  const now = current.createdAt
  const { expiresAt = lifetimeMs === null ? null : now + lifetimeMs } = wanted
  return {
    id,
    version: 1,
    name: plainText('name', wanted.name, 100),
    env: keys.env,
    tenant: identifier('tenant', wanted.tenant, 200),
    owner: {
      kind: identifier('owner.kind', owner.kind, 50),
      id: identifier('owner.id', owner.id, 200),
    },
    scopes: grantedTexts(keys, scopes, expansion),
    networks: networks === undefined ? null : checkedNetworks(networks),
    limits: checkedLimits(keys, limits),
    metadata: checkedMetadata(metadata),
    parent: null,
    createdAt: now,
    createdBy: { kind: actor.kind, id: actor.id },
    notBefore: checkedTime('notBefore', notBefore),
    expiresAt: checkedTime('expiresAt', expiresAt, now),
    disabledAt: null,
    revokedAt: null,
    revokedReason: null,
    current,
    previous: null,
  }
}
