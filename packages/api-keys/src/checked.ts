import type { Json } from '@sallyport/core'
import { definePolicy, type PolicyDefinition } from '@sallyport/limits'
import { networkList } from '@sallyport/network'
import type { Keys } from './keys.ts'
import type { KeyLimit, KeyRecord } from './record.ts'

// Control characters, and those that make text read in another order than it is stored.
const deceiving = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** Text as people may name things: normalised, and what it looks like. */
export function plainText(option: string, given: string, most: number): string {
  const text = typeof given === 'string' ? given.normalize('NFC').trim() : ''
  if (text !== '' && text.length <= most && !deceiving.test(text)) return text
  throw new RangeError(
    `api-keys: "${option}" must be text of 1 to ${most} visible characters, got ${JSON.stringify(given)}`,
  )
}

/** Text by which things are found: kept as it was given, for rewritten it could be another's. */
export function identifier(option: string, given: string, most: number): string {
  const text = plainText(option, given, most)
  if (text === given) return text
  throw new RangeError(
    `api-keys: "${option}" must be in Unicode's form C, without spaces around it, got ${JSON.stringify(given)}`,
  )
}

// The year 9999.
const lastTime = 253_402_300_799_999

/** A time that is one: an invalid date would compare as never expired. */
export function checkedTime(option: string, given: number | null, after = 0): number | null {
  if (given === null) return null
  if (Number.isInteger(given) && given > after && given <= lastTime) return given
  throw new RangeError(
    `api-keys: "${option}" must be milliseconds since the epoch, later than ${after}, got ${String(given)}`,
  )
}

const mostNetworks = 1_000

/** Networks that a list can be made of; throws naming every bad one. */
export function checkedNetworks(given: readonly string[]): readonly string[] {
  const networks = [...given]
  if (networks.length > mostNetworks) {
    throw new RangeError(
      `api-keys: "networks" must be ${mostNetworks} at most, got ${networks.length}`,
    )
  }
  for (const network of networks) {
    if (typeof network === 'string') continue
    throw new TypeError(`api-keys: each of "networks" must be text, got ${typeof network}`)
  }
  networkList(networks)
  return networks
}

/** Throws for a key that would never be valid. */
export function demandOrder({
  notBefore,
  expiresAt,
}: Pick<KeyRecord, 'notBefore' | 'expiresAt'>): void {
  if (notBefore === null || expiresAt === null || notBefore < expiresAt) return
  throw new RangeError('api-keys: "notBefore" must be earlier than "expiresAt"')
}

/** How many limits a key may have. */
export const mostLimits = 16

/** Limits that can be kept, and nothing besides. */
export function checkedLimits(
  { limits }: Pick<Keys, 'limits'>,
  given: readonly KeyLimit[],
): readonly KeyLimit[] {
  if (given.length > 0 && limits === undefined) {
    throw new TypeError('api-keys: "limits" of a key need the option "limits"')
  }
  if (given.length > mostLimits) {
    throw new RangeError(`api-keys: "limits" must be ${mostLimits} at most, got ${given.length}`)
  }
  const names = new Set<string>()
  return given.map((limit) => {
    const checked = checkedLimit(limit)
    if (names.has(checked.name)) {
      throw new RangeError(`api-keys: "limits" has "${checked.name}" twice`)
    }
    names.add(checked.name)
    return checked
  })
}

const policyParts: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['rate', ['kind', 'limit', 'windowMs', 'burst']],
  ['exact', ['kind', 'limit', 'windowMs']],
  ['quota', ['kind', 'limit', 'period', 'refill', 'startsAt']],
])

/** A definition without what does not belong to it. */
function checkedPolicy(name: string, given: PolicyDefinition): PolicyDefinition {
  if (given.kind === 'concurrency') {
    throw new RangeError(`api-keys: "${name}.kind" cannot be concurrency`)
  }
  const parts = policyParts.get(given.kind)
  const known = Object.entries(given).filter(
    ([part, value]) => value !== undefined && parts?.includes(part),
  )
  // A kind that there is not is for definePolicy to refuse.
  const policy = parts === undefined ? given : (Object.fromEntries(known) as typeof given)
  definePolicy(name, policy)
  return policy
}

function checkedLimit({ name, policy: given, per, of }: KeyLimit): KeyLimit {
  const policy = checkedPolicy(name, given)
  if (per !== undefined && !['key', 'owner', 'tenant'].includes(per)) {
    throw new RangeError(`api-keys: "${name}.per" must be 'key', 'owner' or 'tenant'`)
  }
  // Whoever could give it would spend what is another's.
  if (of !== undefined) {
    throw new RangeError(`api-keys: "${name}.of" is given by minting alone, got ${String(of)}`)
  }
  return { name, policy, ...(per === undefined ? {} : { per }) }
}

const mostMetadata = 4_096

/** JSON as it will be read back, bounded. */
export function checkedMetadata(given: Json): Json {
  const text = JSON.stringify(given)
  if (text === undefined || text.length > mostMetadata) {
    throw new RangeError(`api-keys: "metadata" must be JSON of at most ${mostMetadata} characters`)
  }
  return JSON.parse(text)
}
