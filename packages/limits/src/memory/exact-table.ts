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
    let ring = slot === undefined ? nothingTaken : this.ring(slot)
    if (ring.count > 0) trim(ring, policy.windowMs, now)
    const ok = ring.count + cost <= policy.limit
    if (look || !ok) return exactState(step, ok, ring, now)
    if (slot === undefined) ring = this.add(policy, key) ?? nothingTaken
    if (ring === nothingTaken || !this.mayGrow(policy, key, ring, cost)) {
      return full(policy, key, cost, lease, now)
    }
    push(ring, now, cost, policy.limit)
    return exactState(step, true, ring, now)
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

  private add(policy: Policy, key: string): Ring | undefined {
    const slot = this.#slots.place(key)
    if (slot < 0) return undefined
    const ring = emptyRing()
    this.#bytes += ring.times.byteLength
    this.#rings[slot] = ring
    this.#policies[slot] = policy
    return ring
  }

  /** A ring that grows may cost other keys their place, as a new key may. */
  private mayGrow({ limit }: Policy, key: string, ring: Ring, cost: number): boolean {
    const more = 8 * lengthFor(ring, ring.count + cost, limit) - ring.times.byteLength
    if (more <= 0) return true
    while (this.#bytes + more > this.#maxBytes) if (!this.#slots.evict()) return false
    // Or this very key its own.
    if (!this.index.has(key)) return false
    this.#bytes += more
    return true
  }
}

const nothingTaken = emptyRing()
