import { systemMonotonic } from '@sallyport/core'
import type { KeySource } from '../key-source.ts'
import type { WebhookSecret } from '../secrets.ts'
import type { KeyFetchOptions } from './fetched.ts'
import { gateOf, tooMany } from './gate.ts'
import { keySource } from './key-source.ts'

/** How keys are kept that are fetched one by one. */
export interface KeptKeysOptions extends KeyFetchOptions {
  /** After which a key is fetched anew. @default an hour */
  readonly keepMs?: number
  /** How many keys are kept; of more, those that were asked for longest ago are forgotten. @default 64 */
  readonly maxKeys?: number
}

/** The names of those. */
export const keptNames = 'keepMs maxKeys'

type Keys = readonly WebhookSecret[]
interface Kept {
  readonly keys: Keys
  readonly at: number
}

const hour = 3_600_000
/** For how long an id that there is not is not asked for again. */
const unknownMs = 60_000
const mostUnknown = 1_000
/** For how long a key serves whose sender cannot be asked: longer would keep one that was withdrawn. */
const staleMs = 24 * hour
const none: Keys = Object.freeze([])

/**
 * A source that asks for one key at a time. `ask` gives none for an id that its sender does not have. Ids are of the
 * sender's form or are never asked for; each is asked for once at a time; and all ids together no more often than the
 * bound, beyond which keys that are kept still serve. So whoever makes up ids delays new keys, and no known ones.
 */
export function keptKeys(
  isId: (keyId: string) => boolean,
  ask: (keyId: string) => Promise<Keys>,
  options: KeptKeysOptions,
): KeySource {
  const { monotonic = systemMonotonic, keepMs = hour, maxKeys = 64 } = options
  const { fetchesPerMinute = 10 } = options
  const gates = { known: gateOf(fetchesPerMinute), other: gateOf(fetchesPerMinute) }
  const known = new Map<string, Kept>()
  const unknown = new Map<string, number>()
  const flights = new Map<string, Promise<Keys>>()
  const learn = (keyId: string, keys: Keys): Keys => {
    known.delete(keyId)
    if (keys.length > 0) put(known, keyId, { keys, at: monotonic() }, maxKeys)
    else put(unknown, keyId, monotonic() + unknownMs, mostUnknown)
    return keys
  }
  const fetchOnce = (keyId: string, now: number): Promise<Keys> => {
    const flight = flights.get(keyId)
    if (flight) return flight
    // Apart, so that made-up ids do not keep known keys from being fetched anew.
    const gate = known.has(keyId) ? gates.known : gates.other
    if (!gate(now)) return Promise.reject(tooMany(fetchesPerMinute))
    const started = ask(keyId)
      .then((keys) => learn(keyId, keys))
      .finally(() => flights.delete(keyId))
    flights.set(keyId, started)
    return started
  }
  return keySource(async (keyId) => {
    if (!isId(keyId)) return none
    const now = monotonic()
    const kept = known.get(keyId)
    if (kept) put(known, keyId, kept, maxKeys)
    if (kept && now - kept.at < keepMs) return kept.keys
    if (now < (unknown.get(keyId) ?? 0)) return none
    try {
      return await fetchOnce(keyId, now)
    } catch (error) {
      if (kept && now - kept.at < staleMs) return kept.keys
      throw error
    }
  })
}

/** As the last one; the first one goes where there are too many. */
function put<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key)
  map.set(key, value)
  for (const [first] of map) {
    if (map.size <= most) return
    map.delete(first)
  }
}
