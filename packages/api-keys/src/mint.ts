import { networkList } from '@sallyport/network'
import type { Identified } from './identify.ts'
import type { Keys } from './keys.ts'
import type { KeyLimit, KeyRecord } from './record.ts'
import { KeyChangeRefused } from './refused.ts'

/**
 * What a key may pass on: never more than it has. The child gets the parent's networks, expiry and limits
 * where it asks for none, and spends from the parent's limits besides its own.
 */
export function attenuated(keys: Keys, parent: Identified, wanted: KeyRecord): KeyRecord {
  const { key, grants } = parent
  const refuse = (reason: 'may_not_mint' | 'not_a_subset'): never => {
    throw new KeyChangeRefused(reason, key.id)
  }
  if (keys.mint === undefined || !keys.scopes.holds(grants, keys.mint)) refuse('may_not_mint')
  const { owner } = wanted
  const isSameOwner = owner.kind === key.owner.kind && owner.id === key.owner.id
  if (!isSameOwner || wanted.tenant !== key.tenant || wanted.env !== key.env) refuse('not_a_subset')
  const scopes = keys.scopes.expand(keys.scopes.read(wanted.scopes))
  for (const scope of scopes) {
    if (!keys.scopes.holds(grants, keys.scopes.allOf(scope))) refuse('not_a_subset')
  }
  const networks = wanted.networks ?? key.networks
  if (networks !== null && key.networks !== null && !areWithin(networks, key.networks)) {
    refuse('not_a_subset')
  }
  const names = new Set(key.limits.map(({ name }) => name))
  for (const { name } of wanted.limits) {
    if (names.has(name))
      throw new RangeError(`api-keys: the limit "${name}" is the parent's already`)
  }
  const { expiresAt } = key
  if (expiresAt !== null && wanted.expiresAt !== null && wanted.expiresAt > expiresAt) {
    refuse('not_a_subset')
  }
  return {
    ...wanted,
    // Always frozen: a role or a wildcard could come to mean more than the parent's own scopes.
    scopes,
    networks,
    expiresAt: wanted.expiresAt ?? expiresAt,
    limits: [...inherited(key.limits, key.id), ...wanted.limits],
    parent: key.id,
  }
}

/** A parent's limits, counted where the parent's are. */
const inherited = (limits: readonly KeyLimit[], id: string): readonly KeyLimit[] =>
  limits.map((limit) => ({ ...limit, of: limit.of ?? id }))

/** Whether each network lies within one of the others, whole. */
function areWithin(networks: readonly string[], others: readonly string[]): boolean {
  return networks.every((network) =>
    others.some(
      (other) =>
        prefixOf(network) >= prefixOf(other) &&
        network.includes(':') === other.includes(':') &&
        networkList([other]).has(network.split('/')[0] as string),
    ),
  )
}

const prefixOf = (network: string): number => {
  const [address = '', prefix] = network.split('/')
  return Number(prefix ?? (address.includes(':') ? 128 : 32))
}
