/**
 * Largest relative error of a percentile, from 8 microseconds to 34 minutes. What is shorter or longer is
 * told as these bounds.
 */
export const sketchError: number = 1 / 128

// A float's bits are its exponent and its mantissa: the upper six of the mantissa cut each octave into 64.
const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)
const dropped = 17
const lowest = 2 ** -17
const highest = 2 ** 11
const first = slotOf(lowest)

/** How many counters a sketch is. */
export const sketchSize: number = slotOf(highest) - first

function slotOf(seconds: number): number {
  float[0] = seconds
  return (bits[0] as number) >>> dropped
}

/** The counter of a duration. */
export function sketchIndex(seconds: number): number {
  if (!(seconds > lowest)) return 0
  return seconds < highest ? Math.min(slotOf(seconds) - first, sketchSize - 1) : sketchSize - 1
}

/** The duration of a counter that is relatively as far from one of its ends as from the other. */
function secondsAt(index: number): number {
  const end = (at: number): number => {
    bits[0] = (first + at) << dropped
    return float[0] as number
  }
  const [from, to] = [end(index), end(index + 1)]
  return (2 * from * to) / (from + to)
}

/**
 * The duration that so many percent did not exceed, by nearest rank: 95 of 100 for the 95th. Undefined where
 * nothing was counted.
 */
export function percentile(counters: ArrayLike<number>, p: number): number | undefined {
  let total = 0
  for (let i = 0; i < counters.length; i++) total += counters[i] as number
  if (total === 0) return undefined
  // In thousandths: 99.9 is no number exactly, and 999 of 1,000 must not become 1,000.
  let left = Math.max(1, Math.ceil((total * Math.round(p * 1_000)) / 100_000))
  let index = 0
  for (; left > (counters[index] as number); index++) left -= counters[index] as number
  return secondsAt(index)
}
