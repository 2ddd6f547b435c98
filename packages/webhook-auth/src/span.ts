// More than any store's clock can count from now would come out as a time in the past.
const longest = 1e15

interface Bounds {
  readonly least?: number
  readonly most?: number
}

/** Whole milliseconds, never fewer than given. Throws RangeError for what is no span of time. */
export function wholeMs(
  name: string,
  ms: number,
  { least = 1, most = longest }: Bounds = {},
): number {
  if (typeof ms === 'number' && ms >= least && ms <= most) return Math.ceil(ms)
  throw new RangeError(
    `webhook-auth: "${name}" must be milliseconds from ${least} to ${most}, got ${String(ms)}`,
  )
}

/** For how long a delivery would be accepted yet: in the last millisecond still. */
export const acceptableMs = (acceptedUntil: number, now: number): number =>
  Math.max(0, acceptedUntil - now) + 1
