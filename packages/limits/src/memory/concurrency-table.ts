import { concurrencyState, held, type Lease, living } from '../concurrency.ts'
import type { Policy } from '../policy.ts'
import type { Clocks, LimitState } from '../store.ts'
import { createSlots, type Slots } from './slots.ts'
import { full, type Table, type TableBounds } from './table.ts'

/** Concurrency: who holds how many. */
export class ConcurrencyTable implements Table {
  readonly index: ReadonlyMap<string, number>
  readonly #slots: Slots
  readonly #clocks: Clocks
  readonly #leases: (readonly Lease[])[] = []
  #now = 0

  constructor(clocks: Clocks, { maxKeys }: TableBounds) {
    this.#clocks = clocks
    this.#slots = createSlots(maxKeys, {
      isIdle: (slot) => this.living(slot).length === 0,
      // To forget who holds one would be to let in one more.
      isBlocked: (slot) => this.living(slot).length > 0,
      level: (slot) => held(this.living(slot)),
    })
    this.index = this.#slots.index
  }

  take(policy: Policy, key: string, cost: number, lease: number, look: boolean): LimitState {
    this.#now = this.#clocks.monotonic()
    const now = this.#now
    const step = { policy, key, cost, lease }
    let slot = this.index.get(key)
    const before = slot === undefined ? [] : this.living(slot)
    const ok = held(before) + cost <= policy.limit
    if (look && slot === undefined && !this.#slots.hasRoom()) {
      return full(policy, key, cost, lease, now)
    }
    if (look || !ok) return concurrencyState(step, ok, before, now)
    slot ??= this.#slots.place(key)
    if (slot < 0) return full(policy, key, cost, lease, now)
    const after = [...before, { lease, cost, until: now + policy.windowMs }]
    this.#leases[slot] = after
    return concurrencyState(step, true, after, now)
  }

  refund({ key, lease }: LimitState): void {
    const slot = this.index.get(key)
    if (slot === undefined) return
    const left = (this.#leases[slot] ?? []).filter((one) => one.lease !== lease)
    this.#leases[slot] = left
    if (left.length === 0) this.#slots.drop(key)
  }

  forget(key: string): void {
    this.#slots.drop(key)
  }

  private living(slot: number): readonly Lease[] {
    return living(this.#leases[slot] ?? [], this.#now)
  }
}
