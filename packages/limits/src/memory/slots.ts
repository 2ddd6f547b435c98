/** What lies in slots, for whoever has to decide which to give up. */
export interface SlotUse {
  /** Nothing would be lost with it. */
  isIdle(slot: number): boolean
  /** It is at its limit: whom it counts must not be forgotten. */
  isBlocked(slot: number): boolean
  /** How much is in use: of two, the emptier goes. */
  level(slot: number): number
  /** There are more slots now. */
  grow?(length: number): void
  /** A slot lost its key. */
  clear?(slot: number): void
}

/** Keys, and the numbers of the slots in which their state lies. Bounded, and without a timer. */
export interface Slots {
  readonly index: Map<string, number>
  /** A slot for a new key; -1 when all are held by keys at their limit. */
  place(key: string): number
  /** Whether there is a slot for a new key: taken or to be had. */
  hasRoom(): boolean
  drop(key: string): void
  /** Gives up one key, as `place` does when all slots are taken, but not that of the slot `keep`; false when none may go. */
  evict(keep?: number): boolean
  /** Whether `evict` would give one up. */
  mayEvict(keep?: number): boolean
}

// Two out for one in: a table that was flooded shrinks as fast as it grew.
const sweptPerKey = 2
// How many are looked at before the emptiest of them is given up.
const probes = 64

/** Makes the slots of one table. */
export function createSlots(maxKeys: number, use: SlotUse): Slots {
  const index = new Map<string, number>()
  const free: number[] = []
  let made = 0
  let length = 0
  // A map's iterator goes on while the map changes: the hand of a clock.
  let hand = index.entries()
  const next = (): readonly [string, number] | undefined => {
    const { value } = hand.next()
    if (value !== undefined) return value
    hand = index.entries()
    return hand.next().value
  }
  const remove = (key: string, slot: number): void => {
    index.delete(key)
    use.clear?.(slot)
    free.push(slot)
  }
  const sweep = (): void => {
    for (let i = 0; i < sweptPerKey; i++) {
      const entry = next()
      if (entry !== undefined && use.isIdle(entry[1])) remove(...entry)
    }
  }
  const emptiestBut = (keep = -1): readonly [string, number] | undefined => {
    let emptiest: readonly [string, number] | undefined
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < probes && least > 0; i++) {
      const entry = next()
      if (entry === undefined) return undefined
      if (entry[1] === keep) continue
      const level = use.isIdle(entry[1]) ? 0 : use.level(entry[1])
      if (level >= least || use.isBlocked(entry[1])) continue
      emptiest = entry
      least = level
    }
    return emptiest
  }
  const evict = (keep?: number): boolean => {
    const entry = emptiestBut(keep)
    if (entry !== undefined) remove(...entry)
    return entry !== undefined
  }
  const fresh = (): number => {
    if (made === length) {
      length = Math.min(Math.max(16, length * 2), maxKeys)
      use.grow?.(length)
    }
    return made++
  }
  return {
    index,
    evict,
    mayEvict: (keep) => emptiestBut(keep) !== undefined,
    hasRoom: () => index.size < maxKeys || emptiestBut() !== undefined,
    place(key) {
      sweep()
      if (index.size >= maxKeys && !evict()) return -1
      const slot = free.pop() ?? fresh()
      index.set(key, slot)
      return slot
    },
    drop(key) {
      const slot = index.get(key)
      if (slot !== undefined) remove(key, slot)
    },
  }
}

/** The same numbers with room for more. */
export function longer(numbers: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const more = new Float64Array(length)
  more.set(numbers)
  return more
}
