import { type ChangedBy, change } from './change.ts'
import { type IssuedKey, newSlot } from './issue.ts'
import type { Keys } from './keys.ts'
import { graceEnd, type KeyRecord, stateOf } from './record.ts'
import { KeyChangeRefused } from './refused.ts'
import { viewOf } from './view.ts'

/** How a key gets another secret. */
export interface Rotation extends ChangedBy {
  /** For how long the old secret is accepted; never longer than the key. 0 for not at all. @default 7 days */
  readonly graceMs?: number
  /** Cuts short the grace of the rotation before. @default false */
  readonly force?: boolean
}

const week = 604_800_000
const longestGrace = 366 * 86_400_000

/** Gives a key another secret. Its expiry, its limits and its counts stay. Of several at once, one wins. */
export async function rotate(
  keys: Keys,
  id: string,
  { graceMs = week, force = false, ...by }: Rotation,
): Promise<IssuedKey> {
  if (!(Number.isInteger(graceMs) && graceMs >= 0 && graceMs <= longestGrace)) {
    throw new RangeError(
      `api-keys: "graceMs" must be an integer from 0 to ${longestGrace}, got ${String(graceMs)}`,
    )
  }
  let token: IssuedKey['token'] | undefined
  let version: number | undefined
  const record = await change(keys, id, 'rotated', by, 'record', (record, now): KeyRecord => {
    // A second reading means that somebody else was faster: theirs is the rotation.
    version ??= record.version
    if (version !== record.version) throw new KeyChangeRefused('conflict', id)
    const state = stateOf(record, now)
    if (state === 'revoked' || state === 'disabled' || state === 'expired') {
      throw new KeyChangeRefused(state, id)
    }
    if (!force && record.previous !== null && now < record.previous.until) {
      throw new KeyChangeRefused('rotation_in_progress', id)
    }
    const made = newSlot(keys, id, record.env, now)
    token = made.token
    const until = graceEnd(record, graceMs, now)
    return {
      ...record,
      current: made.slot,
      previous: graceMs === 0 ? null : { ...record.current, until },
    }
  })
  return { token: token as IssuedKey['token'], key: viewOf(record) }
}
