/** Chance that comes out the same each time. */
export interface Seeded {
  /** From 0 to below 1. */
  share(): number
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number
  /** One of these. */
  one<T>(all: readonly T[]): T
}

/** Makes it (mulberry32): a failure names its seed. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    share,
    whole: (least, most) => least + Math.floor(share() * (most - least + 1)),
    one: <T>(all: readonly T[]) => all[Math.floor(share() * all.length)] as T,
  }
}
