import { scanned } from './scan-address.ts'
import type { Steps } from './steps.ts'

/** When the address in `scanned` ceases to be covered, as its step says. */
export type Lookup = () => number

/** Finds the step of an IPv4 address: the last that starts at or before it. */
export function lookup4({ d: starts, until }: Steps): Lookup {
  const { base, shift, before } = slotsOf(starts)
  const lastSlot = before.length - 2
  return () => {
    const d = scanned[3] as number
    const slot = d < base ? 0 : Math.min((d - base) >>> shift, lastSlot)
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
  const { base, shift, before } = slotsOf(as)
  const lastSlot = before.length - 2
  const startsAfter = (i: number, a: number): boolean => {
    if (as[i] !== a) return (as[i] as number) > a
    if (bs[i] !== scanned[1]) return (bs[i] as number) > (scanned[1] as number)
    if (cs[i] !== scanned[2]) return (cs[i] as number) > (scanned[2] as number)
    return (ds[i] as number) > (scanned[3] as number)
  }
  return () => {
    const a = scanned[0] as number
    const slot = a < base ? 0 : Math.min((a - base) >>> shift, lastSlot)
    let low = before[slot] as number
    let high = before[slot + 1] as number
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (startsAfter(middle, a)) high = middle - 1
      else low = middle
    }
    return until[low] as number
  }
}

/** Equal stretches of the keys' range, so that a search begins among a few steps and not among all. */
interface Slots {
  readonly base: number
  readonly shift: number
  /** The last step before each stretch, and after the last stretch the last step of all. */
  readonly before: Uint32Array
}

function slotsOf(keys: Uint32Array): Slots {
  // Step 0 stands at the space's start, wherever the networks are.
  const base = keys[1] ?? 0
  const range = Math.max(0, (keys.at(-1) as number) - base)
  let shift = 0
  while (range >>> shift >= 2 * keys.length) shift++
  const before = new Uint32Array((range >>> shift) + 2)
  for (let i = 1; i < keys.length; i++) before[(((keys[i] as number) - base) >>> shift) + 1] = i
  for (let slot = 1; slot < before.length; slot++) {
    before[slot] = Math.max(before[slot] as number, before[slot - 1] as number)
  }
  return { base, shift, before }
}
