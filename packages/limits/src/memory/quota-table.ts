import type { Calendar } from '../calendar.ts'
import type { Policy } from '../policy.ts'
import { periodOf, type QuotaPeriod, quotaState, refilled } from '../quota.ts'
import type { Clocks, LimitState } from '../store.ts'
import { createSlots, longer, type Slots } from './slots.ts'
import { full, type Table, type TableBounds } from './table.ts'

/** Quotas: what each key has in use, and in the period that began when. */
export class QuotaTable implements Table {
  readonly index: ReadonlyMap<string, number>
  readonly #slots: Slots
  readonly #clocks: Clocks
  #used = new Float64Array(0)
  #since = new Float64Array(0)
  readonly #policies: Policy[] = []
  #now = 0
  // Of the policy that asked last: most keys of a table share one.
  #period: QuotaPeriod | undefined
  #periodOf: Policy | undefined

  constructor(clocks: Clocks, { maxKeys }: TableBounds) {
    this.#clocks = clocks
    this.#slots = createSlots(maxKeys, {
      isIdle: (slot) => this.level(slot) === 0,
      isBlocked: (slot) => this.level(slot) >= (this.#policies[slot] as Policy).capacity,
      level: (slot) => this.level(slot),
      grow: (length) => {
        this.#used = longer(this.#used, length)
        this.#since = longer(this.#since, length)
      },
    })
    this.index = this.#slots.index
  }

  take(policy: Policy, key: string, cost: number, lease: number, look: boolean): LimitState {
    const period = this.begin(policy)
    const now = this.#now
    let slot = this.index.get(key)
    const before = slot === undefined ? 0 : this.usedIn(policy, slot, period)
    const step = { policy, key, cost, lease }
    if (look && slot === undefined && !this.#slots.hasRoom()) {
      return full(policy, key, cost, lease, now)
    }
    if (look || before + cost > policy.capacity) {
      return quotaState(step, before, before, now, period)
    }
    slot ??= this.#slots.place(key)
    if (slot < 0) return full(policy, key, cost, lease, now)
    this.put(policy, slot, before + cost, period)
    return quotaState(step, before, before + cost, now, period)
  }

  // What was taken in an earlier period has come back already.
  refund({ policy, key, cost, at }: LimitState): void {
    const slot = this.index.get(key)
    const period = this.begin(policy)
    if (slot === undefined || at < period.start) return
    this.put(policy, slot, Math.max(0, this.usedIn(policy, slot, period) - cost), period)
  }

  forget(key: string): void {
    this.#slots.drop(key)
  }

  private begin(policy: Policy): QuotaPeriod {
    this.#now = this.#clocks.clock()
    const known = policy === this.#periodOf ? this.#period : undefined
    this.#period = periodOf(policy, this.#now, known)
    this.#periodOf = policy
    return this.#period
  }

  private usedIn(policy: Policy, slot: number, period: QuotaPeriod): number {
    const { calendar } = this.#policies[slot] as Policy
    const own = isSame(calendar, policy.calendar)
    // What lies ahead, since the clock went back, is of this period: kept there, it would hold until
    // then. In the month of another policy, the day of the key's own has begun too.
    if (own && (this.#since[slot] as number) > period.start) this.#since[slot] = period.start
    return refilled(policy, this.#used[slot] as number, this.#since[slot] as number, period)
  }

  private put(policy: Policy, slot: number, used: number, period: QuotaPeriod): void {
    this.#used[slot] = used
    this.#since[slot] = period.start
    this.#policies[slot] = policy
  }

  private level(slot: number): number {
    const policy = this.#policies[slot] as Policy
    const known = policy === this.#periodOf ? this.#period : undefined
    return this.usedIn(policy, slot, periodOf(policy, this.#now, known))
  }
}

const isSame = (a: Calendar, b: Calendar): boolean =>
  a === b || (a.origin === b.origin && a.months === b.months && a.ms === b.ms)
