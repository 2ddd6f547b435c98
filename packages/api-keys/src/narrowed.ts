import { isDeepStrictEqual } from 'node:util'
import { networkList } from '@sallyport/network'
import type { Keys } from './keys.ts'
import type { KeyLimit, KeyRecord } from './record.ts'

/**
 * A minted key without what goes beyond the key that minted it, as that is now; the very record where
 * nothing does. It takes and never gives: what a parent gets back its children do not.
 */
export function narrowed(
  { scopes }: Pick<Keys, 'scopes'>,
  child: KeyRecord,
  parent: KeyRecord,
): KeyRecord {
  const grants = scopes.read(parent.scopes)
  // What the registry does not know it may know tomorrow: then both must have it by name.
  const isHeld = (scope: string): boolean =>
    parent.scopes.includes(scope) ||
    (scopes.names.includes(scope) && scopes.holds(grants, scopes.allOf(scope)))
  const less = {
    scopes: child.scopes.filter(isHeld),
    networks: common(child.networks, parent.networks),
    limits: heldLimits(child.limits, parent),
    notBefore: latest(child.notBefore, parent.notBefore),
    expiresAt: earliest(child.expiresAt, parent.expiresAt),
    disabledAt: child.disabledAt ?? parent.disabledAt,
  }
  const { scopes: held, networks, limits, notBefore, expiresAt, disabledAt } = child
  const is = { scopes: held, networks, limits, notBefore, expiresAt, disabledAt }
  return isDeepStrictEqual(less, is) ? child : { ...child, ...less }
}

/** A parent's limits as its children have them: counted where the parent's are. */
export const inherited = ({ id, limits }: KeyRecord): readonly KeyLimit[] =>
  limits.map((limit) => ({ ...limit, of: limit.of ?? id }))

/** Of a key's own limits, those that are not called like one it got: two would count the same twice. */
function heldLimits(limits: readonly KeyLimit[], parent: KeyRecord): readonly KeyLimit[] {
  const got = inherited(parent)
  const names = new Set(got.map(({ name }) => name))
  return [...got, ...limits.filter(({ name, of }) => of === undefined && !names.has(name))]
}

/** What lies in both. Two networks are one within the other, or apart. */
function common(
  networks: readonly string[] | null,
  others: readonly string[] | null,
): readonly string[] | null {
  if (networks === null || others === null) return networks ?? others
  const within = (all: readonly string[], bounds: readonly string[]): readonly string[] =>
    all.filter((one) => bounds.some((bound) => isWithin(one, bound)))
  return [...new Set([...within(networks, others), ...within(others, networks)])]
}

/** Whether a network lies in another, whole. */
const isWithin = (network: string, other: string): boolean =>
  prefixOf(network) >= prefixOf(other) &&
  network.includes(':') === other.includes(':') &&
  networkList([other]).has(network.split('/')[0] as string)

const prefixOf = (network: string): number => {
  const [address = '', prefix] = network.split('/')
  return Number(prefix ?? (address.includes(':') ? 128 : 32))
}

const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)

const earliest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)
