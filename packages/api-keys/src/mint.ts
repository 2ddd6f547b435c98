import { mostLimits } from './checked.ts'
import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { inherited, narrowed } from './narrowed.ts'
import { type KeyLimit, type KeyRecord, stateOf } from './record.ts'

/**
 * What a key may pass on, as it is now: never more than it has. The child gets the parent's networks,
 * times and limits where it asks for none, and spends from the parent's limits besides its own.
 */
export function attenuated(keys: Keys, parent: KeyRecord, wanted: KeyRecord): KeyRecord {
  demandMints(keys, parent, wanted.createdAt)
  const { owner } = wanted
  const isSameOwner = owner.kind === parent.owner.kind && owner.id === parent.owner.id
  if (!isSameOwner || wanted.tenant !== parent.tenant || wanted.env !== parent.env) {
    throw new KeyChangeRefused('not_a_subset', parent.id)
  }
  const child: KeyRecord = {
    ...wanted,
    // Always frozen: a role or a wildcard could come to mean more than the parent's own scopes.
    scopes: keys.scopes.expand(keys.scopes.read(wanted.scopes)),
    networks: wanted.networks ?? parent.networks,
    notBefore: wanted.notBefore ?? parent.notBefore,
    expiresAt: wanted.expiresAt ?? parent.expiresAt,
    limits: [...inherited(parent), ...ownLimits(wanted.limits, inherited(parent))],
    parent: parent.id,
  }
  if (narrowed(keys, child, parent) === child) return child
  throw new KeyChangeRefused('not_a_subset', parent.id)
}

/** Throws where a key is not one that mints, or not one that does so now. */
export function demandMints(keys: Keys, parent: KeyRecord, now: number): void {
  if (stateOf(parent, now) !== 'active') throw new KeyChangeRefused('revoked', parent.id)
  const { mint, scopes } = keys
  if (mint !== undefined && scopes.holds(scopes.read(parent.scopes), mint)) return
  throw new KeyChangeRefused('may_not_mint', parent.id)
}

/** A minted key's own limits; throws where one is called like one that it got, or there are too many. */
export function ownLimits(
  limits: readonly KeyLimit[],
  got: readonly KeyLimit[],
): readonly KeyLimit[] {
  const names = new Set(got.map(({ name }) => name))
  for (const { name } of limits) {
    if (names.has(name)) {
      throw new RangeError(`api-keys: the limit "${name}" is the parent's already`)
    }
  }
  if (got.length + limits.length <= mostLimits) return limits
  throw new RangeError(`api-keys: a key has at most ${mostLimits} limits, its parent's among them`)
}
