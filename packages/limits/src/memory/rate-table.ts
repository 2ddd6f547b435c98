import type { Policy } from '../policy.ts'
import { fits, leaked, RateState, stillCounted } from '../rate.ts'
import type { Clocks, LimitState } from '../store.ts'
import { createSlots, longer, type Slots } from './slots.ts'
import { full, type Table, type TableBounds } from './table.ts'

/**
 * Rates: what each key had in use, and when. Tables are classes for the engine's sake: a call of a
 * method is inlined where one of a closure, made once per table, is not.
 */
export class RateTable implements Table {
  readonly index: ReadonlyMap<string, number>
  readonly #slots: Slots
  readonly #clocks: Clocks
  #used = new Float64Array(0)
  #at = new Float64Array(0)
  // Not the table's but each key's own: policies of one name may differ from key to key.
  readonly #policies: Policy[] = []
  #now = 0

  constructor(clocks: Clocks, { maxKeys }: TableBounds) {
    this.#clocks = clocks
    this.#slots = createSlots(maxKeys, {
      isIdle: (slot) => this.level(slot) === 0,
      isBlocked: (slot) => !fits(this.#policies[slot] as Policy, this.level(slot), 1),
      level: (slot) => this.level(slot),
      grow: (length) => {
        this.#used = longer(this.#used, length)
        this.#at = longer(this.#at, length)
      },
    })
    this.index = this.#slots.index
  }

  take(policy: Policy, key: string, cost: number, lease: number, look: boolean): LimitState {
    const now = this.#clocks.monotonic()
    const slot = this.index.get(key)
    if (slot === undefined) {
      return this.takeFirst(policy, key, cost, lease, now, look)
    }
    const before = leaked(policy, this.#used[slot] as number, this.#at[slot] as number, now)
    const ok = fits(policy, before, cost)
    if (look || !ok) return new RateState(policy, key, cost, ok, before, now)
    this.#used[slot] = before + cost
    this.#at[slot] = now
    this.#policies[slot] = policy
    return new RateState(policy, key, cost, true, before + cost, now)
  }

  refund(taken: LimitState): void {
    const { policy, key } = taken
    const slot = this.index.get(key)
    if (slot === undefined) return
    const now = this.#clocks.monotonic()
    const before = leaked(policy, this.#used[slot] as number, this.#at[slot] as number, now)
    this.#used[slot] = Math.max(0, before - stillCounted(taken, now))
    this.#at[slot] = now
  }

  forget(key: string): void {
    this.#slots.drop(key)
  }

  private takeFirst(
    policy: Policy,
    key: string,
    cost: number,
    lease: number,
    now: number,
    look: boolean,
  ): LimitState {
    this.#now = now
    if (look) {
      return this.#slots.hasRoom()
        ? new RateState(policy, key, cost, true, 0, now)
        : full(policy, key, cost, lease, now)
    }
    const slot = this.#slots.place(key)
    if (slot < 0) return full(policy, key, cost, lease, now)
    this.#used[slot] = cost
    this.#at[slot] = now
    this.#policies[slot] = policy
    return new RateState(policy, key, cost, true, cost, now)
  }

  private level(slot: number): number {
    return leaked(
      this.#policies[slot] as Policy,
      this.#used[slot] as number,
      this.#at[slot] as number,
      this.#now,
    )
  }
}
