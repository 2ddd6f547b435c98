import { systemMonotonic } from '@sallyport/core'
import type { KeySource } from '../key-source.ts'
import type { WebhookSecret } from '../secrets.ts'
import type { KeyFetchOptions } from './fetched.ts'
import { gateOf, tooMany } from './gate.ts'
import { keySource } from './key-source.ts'

/** A sender's whole list of keys, and how long it says that it holds. */
export interface KeyList {
  readonly keys: readonly WebhookSecret[]
  readonly freshMs: number
}

/** How many keys of one list are looked at. */
const mostKeys = 100
/** How soon after a list another is fetched for an id that is not in it: long enough that made-up ids cost little. */
const againMs = 30_000
const staleMs = 24 * 3_600_000
const none: readonly WebhookSecret[] = Object.freeze([])

interface Held {
  readonly byId: ReadonlyMap<string, readonly WebhookSecret[]>
  readonly at: number
  readonly freshMs: number
}

/**
 * A source whose sender lists all its keys at one address. An id that the list has not is asked for in a new list,
 * as keys change; at most twice a minute.
 */
export function keySet(
  isId: (keyId: string) => boolean,
  ask: () => Promise<KeyList>,
  options: KeyFetchOptions,
): KeySource {
  const { monotonic = systemMonotonic, fetchesPerMinute = 10 } = options
  const gate = gateOf(fetchesPerMinute)
  let held: Held | undefined
  let flight: Promise<Held> | undefined
  const fetchOnce = (now: number): Promise<Held> => {
    if (flight) return flight
    if (!gate(now)) return Promise.reject(tooMany(fetchesPerMinute))
    flight = ask()
      .then((list) => {
        held = heldOf(list, monotonic())
        return held
      })
      .finally(() => {
        flight = undefined
      })
    return flight
  }
  return keySource(async (keyId) => {
    if (!isId(keyId)) return none
    const now = monotonic()
    const last = held
    const found = last?.byId.get(keyId)
    if (last && now - last.at < (found ? last.freshMs : againMs)) return found ?? none
    try {
      return (await fetchOnce(now)).byId.get(keyId) ?? none
    } catch (error) {
      if (found && last && now - last.at < staleMs) return found
      throw error
    }
  })
}

/** By id: of two keys with one, neither, as nobody can tell which is meant. */
function heldOf({ keys, freshMs }: KeyList, at: number): Held {
  const byId = new Map<string, readonly WebhookSecret[]>()
  const twice = new Set<string>()
  for (const key of keys.slice(0, mostKeys)) {
    if (byId.has(key.id)) twice.add(key.id)
    byId.set(key.id, [key])
  }
  for (const id of twice) byId.delete(id)
  return { byId, at, freshMs }
}
