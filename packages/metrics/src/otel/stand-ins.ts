/**
 * Values that stand for a histogram's observations, one for each bucket: each lies in its bucket, and together they
 * have the observations' sum wherever none was negative.
 */
export function standIns(
  bounds: Float64Array,
  counts: ArrayLike<number>,
  sum: number,
): readonly number[] {
  const lows = Array.from(counts, (_, i) =>
    i === 0 ? Math.min(0, bounds[0] as number) : (bounds[i - 1] as number),
  )
  const widths = lows.map((low, i) => (bounds[i] ?? low) - low)
  const of = (parts: readonly number[]): number =>
    parts.reduce((total, part, i) => total + part * (counts[i] as number), 0)
  const width = of(widths)
  const above = counts[counts.length - 1] as number
  const share = width === 0 ? 0 : Math.min(1, Math.max(0, (sum - of(lows)) / width))
  // What is above all bounds takes what the others leave: half of what there is to give.
  const given = above > 0 ? Math.min(0.5, share / 2) : share
  const stands = lows.map((low, i) => within(low, low + given * (widths[i] as number), bounds[i]))
  if (above > 0) {
    const last = lows.length - 1
    const rest = sum - of(stands) + (stands[last] as number) * above
    stands[last] = within(lows[last] as number, rest / above, undefined)
  }
  return stands
}

/** Above the lower bound, which is the next bucket's own, and not above the upper one. */
function within(low: number, value: number, high = Number.MAX_VALUE): number {
  const next = low + Math.max(Math.abs(low) * Number.EPSILON, Number.MIN_VALUE)
  return Math.min(high, Math.max(next, value))
}
