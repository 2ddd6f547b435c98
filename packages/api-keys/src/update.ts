import type { Json } from '@sallyport/core'
import type { Wildcard } from '@sallyport/scopes'
import { change } from './change.ts'
import {
  checkedLimits,
  checkedMetadata,
  checkedNetworks,
  checkedTime,
  demandOrder,
  plainText,
} from './checked.ts'
import { narrow, narrowChildren, parentOf } from './children.ts'
import { demandBy } from './demand-by.ts'
import { demandKnown } from './demand-known.ts'
import { grantedTexts } from './granted-texts.ts'
import { demandOwnEnv, KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { ownLimits } from './mint.ts'
import { inherited, narrowed } from './narrowed.ts'
import { hasExpired, type KeyLimit, type KeyRecord } from './record.ts'
import type { ChangedBy } from './record-act.ts'
import { type KeyView, viewOf } from './view.ts'

/** What is to be different. What is left out stays. */
export interface KeyUpdate<S extends string = string> extends ChangedBy {
  readonly name?: string
  readonly scopes?: readonly (S | Wildcard)[]
  /** Of a minted key always `frozen`. @default 'frozen' */
  readonly expansion?: 'frozen' | 'live'
  /** Null for all. */
  readonly networks?: readonly string[] | null
  /** Its own; a minted key keeps those of the key that minted it. */
  readonly limits?: readonly KeyLimit[]
  readonly metadata?: Json
  /** Of a key that has expired none is taken. */
  readonly expiresAt?: number | null
}

const known = 'actor reason name scopes expansion networks limits metadata expiresAt'

/**
 * Changes what a key may do or is called. A revoked key stays as it is, and a minted one within what the
 * key that minted it may do now. What is taken from a key is taken from those it has minted too.
 */
export async function update(keys: Keys, id: string, wanted: KeyUpdate): Promise<KeyView> {
  demandBy(wanted)
  demandKnown('update', wanted, known)
  const given = checkedUpdate(keys, wanted)
  const record = await change(keys, id, 'updated', wanted, 'record', async (record, now) => {
    demandOwnEnv(keys, record)
    if (record.revokedAt !== null) throw new KeyChangeRefused('revoked', id)
    // What has expired stays so, also below being disabled: an enabled key would be back.
    if (given.expiresAt !== undefined && hasExpired(record, now)) {
      throw new KeyChangeRefused('expired', id)
    }
    const parent = await parentOf(keys, record)
    const next =
      parent === undefined ? { ...record, ...given } : heldTo(keys, parent, record, given)
    demandOrder(next)
    return next
  })
  const { name: _, metadata: __, ...bounds } = given
  if (Object.keys(bounds).length === 0) return viewOf(record)
  // A parent that lost something meanwhile may have looked at this key before it was changed.
  const held = record.parent === null ? record : await narrow(keys, id, 'updated', wanted)
  await narrowChildren(keys, id, 'updated', wanted)
  return viewOf(held)
}

/** A minted key with what is given; refused where that goes beyond its parent. */
function heldTo(
  keys: Keys,
  parent: KeyRecord,
  record: KeyRecord,
  { scopes, limits, ...given }: Partial<KeyRecord>,
): KeyRecord {
  const got = inherited(parent)
  const next = {
    ...narrowed(keys, record, parent),
    ...given,
    ...(scopes === undefined ? {} : { scopes: keys.scopes.expand(keys.scopes.read(scopes)) }),
    ...(limits === undefined ? {} : { limits: [...got, ...ownLimits(limits, got)] }),
  }
  if (narrowed(keys, next, parent) === next) return next
  throw new KeyChangeRefused('not_a_subset', record.id)
}

function checkedUpdate(keys: Keys, wanted: KeyUpdate): Partial<KeyRecord> {
  const { name, scopes, expansion = 'frozen', networks, limits, metadata, expiresAt } = wanted
  return {
    ...(name === undefined ? {} : { name: plainText('name', name, 100) }),
    ...(scopes === undefined ? {} : { scopes: grantedTexts(keys, scopes, expansion) }),
    ...(networks === undefined
      ? {}
      : { networks: networks === null ? null : checkedNetworks(networks) }),
    ...(limits === undefined ? {} : { limits: checkedLimits(keys, limits) }),
    ...(metadata === undefined ? {} : { metadata: checkedMetadata(metadata) }),
    ...(expiresAt === undefined ? {} : { expiresAt: checkedTime('expiresAt', expiresAt) }),
  }
}
