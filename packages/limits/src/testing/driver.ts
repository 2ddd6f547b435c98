import { systemRandom } from '@sallyport/core'
import { definePolicy, type Policy, type PolicyDefinition } from '../policy.ts'
import type { Clocks, LimitState, LimitStore, Step } from '../store.ts'

/** Where a case's time begins: the middle of a day in the middle of a month. */
export const start: number = Date.UTC(2026, 4, 15, 12)

/** Time that a case moves by hand. */
export interface CaseTime extends Clocks {
  /** Lets time pass, on both clocks. */
  pass(ms: number): void
  /** Somebody sets the time of day; no time passes. */
  setBy(ms: number): void
}

/** Makes the time of one case. */
export function caseTime(from: number = start): CaseTime {
  let wall = from
  let passed = 0
  return {
    clock: () => wall,
    monotonic: () => passed,
    pass(ms) {
      wall += ms
      passed += ms
    },
    setBy(ms) {
      wall += ms
    },
  }
}

/** A store, asked in few words. */
export interface Driver {
  readonly time: CaseTime
  take(policy: Policy, key: string, cost?: number, lease?: number): Promise<LimitState>
  look(policy: Policy, key: string, cost?: number): Promise<LimitState>
  claim(...steps: readonly Step[]): Promise<readonly LimitState[]>
  refund(...taken: readonly LimitState[]): Promise<void>
  forget(policy: Policy, key: string): Promise<void>
  /** How many of `count` such steps are taken, one after the other. */
  taken(count: number, policy: Policy, key: string): Promise<number>
}

let leases = 0

/** A step; each with a lease of its own unless it is given one. */
export const step = (policy: Policy, key: string, cost = 1, lease: number = ++leases): Step => ({
  policy,
  key,
  cost,
  lease,
})

/** Asks a store by the time of one case. */
export function drive(store: LimitStore, time: CaseTime = caseTime()): Driver {
  const one = async (answer: ReturnType<LimitStore['claim']>): Promise<LimitState> =>
    (await answer)[0] as LimitState
  const take: Driver['take'] = (...given) => one(store.claim([step(...given)], time))
  return {
    time,
    take,
    look: (...given) => one(store.look([step(...given)], time)),
    claim: async (...steps) => store.claim(steps, time),
    refund: async (...taken) => store.refund(taken, time),
    forget: async (policy, key) => store.forget(policy, key),
    async taken(count, policy, key) {
      let taken = 0
      for (let i = 0; i < count; i++) if ((await take(policy, key)).ok) taken++
      return taken
    },
  }
}

const second = 1_000
/** In milliseconds. */
export const minute: number = 60 * second
/** In milliseconds. */
export const hour: number = 60 * minute
/** In milliseconds. */
export const day: number = 24 * hour

let names = 0
// Data may outlive the run.
const run = Array.from(systemRandom(4), (byte) => byte.toString(36)).join('')

/** A policy that no other case uses. */
export const fresh = (definition: PolicyDefinition): Policy =>
  definePolicy(`case-${run}-${names++}`, definition)
