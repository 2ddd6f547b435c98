import { scanned } from './scan-address.ts'
import type { Steps } from './steps.ts'

/** When the address in `scanned` ceases to be covered, as its step says. */
export type Lookup = () => number

/** Finds the step of an IPv4 address: the last that starts at or before it. */
export function lookup4({ d: starts, until }: Steps): Lookup {
  const { base, scale, before } = slotsOf(starts)
  const lastSlot = before.length - 2
  return () => {
    const d = scanned[3] as number
    const slot = d < base ? 0 : Math.min((d - base) * scale, lastSlot) | 0
    let low = before[slot] as number
    let high = before[slot + 1] as number
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((starts[middle] as number) <= d) low = middle
      else high = middle - 1
    }
    return until[low] as number
  }
}

/** The same for an IPv6 address. */
export function lookup6({ a: as, b: bs, c: cs, d: ds, until }: Steps): Lookup {
  const { base, scale, before } = slotsOf(
    Float64Array.from(as, (a, i) => leading(a, bs[i] as number)),
  )
  const lastSlot = before.length - 2
  const startsAfter = (i: number, a: number, b: number): boolean => {
    if (as[i] !== a) return (as[i] as number) > a
    if (bs[i] !== b) return (bs[i] as number) > b
    if (cs[i] !== scanned[2]) return (cs[i] as number) > (scanned[2] as number)
    return (ds[i] as number) > (scanned[3] as number)
  }
  return () => {
    const a = scanned[0] as number
    const b = scanned[1] as number
    const key = leading(a, b)
    const slot = key < base ? 0 : Math.min((key - base) * scale, lastSlot) | 0
    let low = before[slot] as number
    let high = before[slot + 1] as number
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (startsAfter(middle, a, b)) high = middle - 1
      else low = middle
    }
    return until[low] as number
  }
}

/** The first 53 bits, all that a number holds: networks of one provider still differ there. */
const leading = (a: number, b: number): number => a * 2 ** 21 + (b >>> 11)

/** Equal stretches of the keys' range, so that a search begins among a few steps and not among all. */
interface Slots {
  readonly base: number
  /** Stretches per key: a power of two, so that multiplying is exact. */
  readonly scale: number
  /** The last step before each stretch, and after the last stretch the last step of all. */
  readonly before: Uint32Array
}

function slotsOf(keys: Uint32Array | Float64Array): Slots {
  // Step 0 stands at the space's start, wherever the networks are.
  const base = keys[1] ?? 0
  const range = Math.max(0, (keys.at(-1) as number) - base)
  let scale = 1
  while (range * scale >= 2 * keys.length) scale /= 2
  const before = new Uint32Array(Math.floor(range * scale) + 2)
  for (let i = 1; i < keys.length; i++) {
    before[Math.floor(((keys[i] as number) - base) * scale) + 1] = i
  }
  for (let slot = 1; slot < before.length; slot++) {
    before[slot] = Math.max(before[slot] as number, before[slot - 1] as number)
  }
  return { base, scale, before }
}
