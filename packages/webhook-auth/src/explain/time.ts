import type { Reading } from '../scheme.ts'
import type { Cause } from './explanation.ts'

const second = 1_000
const hour = 3_600 * second
const year = 365 * 24 * hour
const cause = (name: 'clock' | 'time_unit', detail: string): Cause => ({
  name,
  about: 'time',
  detail,
})

/** What is wrong with the time of a delivery whose signature is right. */
export function timeCauses(
  { timestamp, expires }: Pick<Reading, 'timestamp' | 'expires'>,
  now: number,
  toleranceMs: number,
): readonly Cause[] {
  if (timestamp === undefined) return expired(expires, now)
  const off = now - timestamp
  if (Math.abs(off) <= toleranceMs) return expired(expires, now)
  for (const [unit, other] of [
    ['it is signed in milliseconds, and read as seconds', timestamp / 1_000],
    ['it is signed in seconds, and read as milliseconds', timestamp * 1_000],
  ] as const) {
    if (Math.abs(off) < 10 * year || Math.abs(now - other) > 5 * year) continue
    const rest = now - other
    return [
      cause('time_unit', unit),
      ...(Math.abs(rest) > toleranceMs + second ? [cause('clock', skew(rest, toleranceMs))] : []),
    ]
  }
  return [cause('clock', skew(off, toleranceMs))]
}

const expired = (expires: number | undefined, now: number): readonly Cause[] =>
  expires === undefined || now < expires
    ? []
    : [cause('clock', `it says that it ended ${spoken(now - expires)} ago`)]

function skew(off: number, toleranceMs: number): string {
  const how =
    off > 0
      ? `signed ${spoken(off)} ago: it is late or a replay, or this machine's clock is ahead`
      : `signed ${spoken(-off)} from now: this machine's clock is behind, or the sender's is ahead`
  const hours = Math.round(Math.abs(off) / hour)
  const isZone = hours > 0 && hours <= 14 && Math.abs(Math.abs(off) - hours * hour) <= 60 * second
  const zone = isZone ? `; ${hours} h: is local time taken for UTC?` : ''
  return `${how}; ${toleranceMs / second} s are accepted${zone}`
}

/** A span of time, for people. */
function spoken(ms: number): string {
  const seconds = Math.round(ms / second)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  if (seconds < 172_800)
    return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} days`
}
