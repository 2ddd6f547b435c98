import {
  emptyRing,
  exactState,
  lengthFor,
  push,
  type Ring,
  timeAt,
  trim,
  unpush,
} from '../exact.ts'
import type { Policy } from '../policy.ts'
import type { Clocks, LimitState } from '../store.ts'
import { createSlots, type Slots } from './slots.ts'
import { full, type Table, type TableBounds } from './table.ts'

/** Exact policies: a ring of times for each key. */
export class ExactTable implements Table {
  readonly index: ReadonlyMap<string, number>
  readonly #slots: Slots
  readonly #clocks: Clocks
  readonly #rings: (Ring | undefined)[] = []
  readonly #policies: Policy[] = []
  readonly #maxBytes: number
  #bytes = 0
  #now = 0

  constructor(clocks: Clocks, { maxKeys, maxBytes }: TableBounds) {
    this.#clocks = clocks
    this.#maxBytes = maxBytes
    this.#slots = createSlots(maxKeys, {
      isIdle: (slot) => {
        const ring = this.ring(slot)
        return ring.count === 0 || !this.counts(slot, ring.count - 1)
      },
      isBlocked: (slot) => {
        const { limit } = this.#policies[slot] as Policy
        const { count } = this.ring(slot)
        return count >= limit && this.counts(slot, count - limit)
      },
      level: (slot) => this.ring(slot).count,
      clear: (slot) => {
        this.#bytes -= this.ring(slot).times.byteLength
        this.#rings[slot] = undefined
      },
    })
    this.index = this.#slots.index
  }

  take(policy: Policy, key: string, cost: number, lease: number, look: boolean): LimitState {
    const now = this.#clocks.monotonic()
    this.#now = now
    const step = { policy, key, cost, lease }
    const slot = this.index.get(key)
    const ring = slot === undefined ? nothingTaken : this.ring(slot)
    const seen = ring.count > 0 ? this.seen(ring, policy, slot) : ring
    if (seen.count + cost > policy.limit) return exactState(step, false, seen, now)
    const length = lengthFor(ring, seen.count + cost, policy.limit)
    const more = 8 * length - (slot === undefined ? 0 : ring.times.byteLength)
    if (look) {
      return this.hasRoom(more, slot)
        ? exactState(step, true, seen, now)
        : full(policy, key, cost, lease, now)
    }
    const mine = this.makeRoom(more, slot) ? (slot ?? this.add(key, length)) : -1
    if (mine < 0) return full(policy, key, cost, lease, now)
    if (more > 0) this.#bytes += more
    // Whoever changes from one policy to another is kept as long as the last one counts.
    this.#policies[mine] = policy
    if (seen !== ring) trim(ring, policy.windowMs, now)
    push(this.ring(mine), now, cost, policy.limit)
    return exactState(step, true, this.ring(mine), now)
  }

  refund({ key, at, cost }: LimitState): void {
    const slot = this.index.get(key)
    if (slot !== undefined) unpush(this.ring(slot), at, cost)
  }

  forget(key: string): void {
    this.#slots.drop(key)
  }

  private ring(slot: number): Ring {
    return this.#rings[slot] as Ring
  }

  /** Whether the i-th entry of a ring still counts. */
  private counts(slot: number, i: number): boolean {
    const { windowMs } = this.#policies[slot] as Policy
    return timeAt(this.ring(slot), i) > this.#now - windowMs
  }

  /** What counts by this policy. What counts by the key's own stays, or a look by a shorter one would free it. */
  private seen(ring: Ring, { windowMs }: Policy, slot = -1): Ring {
    const longest = Math.max(windowMs, this.#policies[slot]?.windowMs ?? 0)
    trim(ring, longest, this.#now)
    if (longest === windowMs) return ring
    const seen = { ...ring, times: ring.times.slice() }
    trim(seen, windowMs, this.#now)
    return seen
  }

  private add(key: string, length: number): number {
    const slot = this.#slots.place(key)
    if (slot >= 0) this.#rings[slot] = emptyRing(length)
    return slot
  }

  /** Bytes more may cost other keys their place, as a new key may; never the key's own, or it could begin anew. */
  private makeRoom(more: number, slot: number | undefined): boolean {
    while (more > 0 && this.#bytes + more > this.#maxBytes) {
      if (!this.#slots.evict(slot)) return false
    }
    return true
  }

  private hasRoom(more: number, slot: number | undefined): boolean {
    if (slot === undefined && !this.#slots.hasRoom()) return false
    return more <= 0 || this.#bytes + more <= this.#maxBytes || this.#slots.mayEvict(slot)
  }
}

const nothingTaken = emptyRing()
