/** A histogram's sum and count. */
export interface Summed {
  readonly sum: number
  readonly count: number
}

interface Look extends Summed {
  readonly at: number
}

/** Looks that are kept of a window, whoever asks how often. */
const mostLooks = 60

/**
 * The mean of what came to a histogram in the last `windowMs`, told at each look: reckoned from the last look before
 * the window, or from the beginning. `undefined` where nothing came.
 */
export function rollingMean(
  windowMs: number,
): (now: number, standing: Summed) => number | undefined {
  let looks: readonly Look[] = [{ at: Number.NEGATIVE_INFINITY, sum: 0, count: 0 }]
  return (now, { sum, count }) => {
    const before = looks.findLastIndex(({ at }) => at <= now - windowMs)
    looks = looks.slice(Math.max(0, before))
    const [from] = looks as readonly [Look]
    const last = looks.at(-1) as Look
    if (looks.length === 1 || now - last.at >= windowMs / mostLooks) {
      looks = [...looks, { at: now, sum, count }]
    }
    return count > from.count ? (sum - from.sum) / (count - from.count) : undefined
  }
}
