import type { AuditParty } from '@sallyport/core'
import type { KeyLimit, KeyRecord, SecretSlot } from './record.ts'

/**
 * Throws for a record that a store has spoilt, naming what is wrong and never what is there. A time
 * that is missing, or text, would compare as never expired; under an id that is not its own it would
 * be taken for another key, and what is done to the one be done to the other.
 */
export function demandSound(record: KeyRecord, id: string): void {
  const wrong = record.id === id ? wrongIn(record) : 'id'
  if (wrong === undefined) return
  throw new TypeError(
    `api-keys: the store gave a record that is no key's: "${wrong}" is wrong, of key ${id}`,
  )
}

function wrongIn(record: KeyRecord): string | undefined {
  for (const name of ['name', 'env', 'tenant'] as const) {
    if (typeof record[name] !== 'string') return name
  }
  for (const name of ['notBefore', 'expiresAt', 'disabledAt', 'revokedAt'] as const) {
    if (record[name] !== null && !isTime(record[name])) return name
  }
  if (!Number.isInteger(record.version)) return 'version'
  if (!isTime(record.createdAt)) return 'createdAt'
  if (!isParty(record.owner)) return 'owner'
  if (!areTexts(record.scopes)) return 'scopes'
  if (record.networks !== null && !areTexts(record.networks)) return 'networks'
  if (!Array.isArray(record.limits) || !record.limits.every(isNamed)) return 'limits'
  if (record.parent !== null && typeof record.parent !== 'string') return 'parent'
  if (!isSlot(record.current)) return 'current'
  const { previous } = record
  return previous === null || (isSlot(previous) && isTime(previous.until)) ? undefined : 'previous'
}

// The last millisecond that a Date can be.
const lastTime = 8.64e15
const isTime = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= lastTime

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text) => typeof text === 'string')

const isParty = (party: AuditParty | undefined): boolean =>
  typeof party?.kind === 'string' && typeof party.id === 'string'

// What belongs to its kind is looked at when it is made ready.
const isNamed = (limit: KeyLimit | undefined): boolean => typeof limit?.name === 'string'

const digestHex = /^[0-9a-f]{64}$/
const isSlot = (slot: SecretSlot | undefined): boolean =>
  typeof slot?.secretId === 'string' &&
  typeof slot.kind === 'string' &&
  typeof slot.digest === 'string' &&
  digestHex.test(slot.digest) &&
  isTime(slot.createdAt)
