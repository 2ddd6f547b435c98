/** Timings that one series sends at a flush. Of more, a sample: each bucket keeps its share. */
const most = 100

/**
 * Milliseconds that stand for a histogram's observations in seconds: each lies in its bucket, and together they
 * have the observations' mean wherever no observation was above all bounds.
 */
export function timingsOf(
  bounds: Float64Array,
  counts: Float64Array,
  sum: number,
): readonly number[] {
  const lows = Array.from(counts, (_, i) => (i === 0 ? 0 : Math.max(0, bounds[i - 1] as number)))
  const widths = lows.map((low, i) => Math.max(0, (bounds[i] ?? low) - low))
  const of = (parts: readonly number[]): number =>
    parts.reduce((total, part, i) => total + part * (counts[i] as number), 0)
  const total = counts.reduce((all, many) => all + many, 0)
  const width = of(widths)
  const above = counts.at(-1) as number
  const share = above > 0 || width === 0 ? 0.5 : clamped((sum - of(lows)) / width)
  const stands = lows.map((low, i) => low + share * (widths[i] as number))
  if (above > 0) {
    const rest = sum - of(stands.slice(0, -1))
    stands[stands.length - 1] = Math.max(lows.at(-1) as number, rest / above)
  }
  const kept = Math.min(1, most / total)
  return stands.flatMap((seconds, i) => {
    const many = counts[i] as number
    const lines = many === 0 ? 0 : Math.max(1, Math.round(many * kept))
    return new Array<number>(lines).fill(Math.round(seconds * 1e6) / 1e3)
  })
}

const clamped = (share: number): number => Math.min(1, Math.max(0, share))
