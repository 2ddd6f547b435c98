import type { Json } from '@sallyport/core'
import { definePolicy } from '@sallyport/limits'
import { networkList } from '@sallyport/network'
import type { KeyLimit } from './record.ts'

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

/** Networks that a list can be made of; throws naming every bad one. */
export function checkedNetworks(given: readonly string[]): readonly string[] {
  networkList(given)
  return Object.freeze([...given])
}

const mostLimits = 16

/** Limits that can be kept. */
export function checkedLimits(given: readonly KeyLimit[]): readonly KeyLimit[] {
  if (given.length > mostLimits) {
    throw new RangeError(`api-keys: a key has at most ${mostLimits} limits, got ${given.length}`)
  }
  const names = new Set<string>()
  for (const { name, policy, per = 'key' } of given) {
    if (definePolicy(name, policy).kind === 'concurrency') {
      throw new RangeError(`api-keys: the limit "${name}" cannot be a concurrency`)
    }
    if (!['key', 'owner', 'tenant'].includes(per)) {
      throw new RangeError(
        `api-keys: "${name}.per" must be key, owner or tenant, got ${String(per)}`,
      )
    }
    if (names.has(name)) throw new RangeError(`api-keys: two limits are called "${name}"`)
    names.add(name)
  }
  return structuredClone(given)
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
