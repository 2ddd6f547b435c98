import { type Entry, entryAt } from './entry.ts'
import type { Flag, FlagValue } from './flag.ts'

/** What a flag holds, and why. Times are in milliseconds since the epoch. */
export interface Details<V = FlagValue> {
  readonly value: V
  /**
   * `default`: nobody set it. `source`: the source says so. `temporary`: until `until`. `stale`: the
   * last that was known, as the source does not answer or makes no sense. `unknown`: there is no such
   * flag, and the value is the one that was given for this case.
   */
  readonly reason: 'default' | 'source' | 'temporary' | 'stale' | 'unknown'
  readonly since?: number
  readonly by?: string
  readonly why?: string
  readonly until?: number
}

/** What a flag holds at a time. */
export function detailsAt(
  flag: Flag,
  entry: Entry | undefined,
  now: number,
  isOld: boolean,
): Details {
  const held = entryAt(entry, now)
  const fresh = held === undefined ? 'default' : held.until === undefined ? 'source' : 'temporary'
  const reason = isOld ? 'stale' : fresh
  if (held === undefined) return { value: flag.default, reason }
  const { before: _, ...said } = held
  return { ...said, reason }
}
