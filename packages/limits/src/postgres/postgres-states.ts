import { concurrencyState } from '../concurrency.ts'
import { windowState } from '../exact.ts'
import { periodOf, quotaState } from '../quota.ts'
import { RateState } from '../rate.ts'
import type { LimitState, Step } from '../store.ts'

/** How each step stands, from what the function of claims answered. */
export function postgresStates(
  steps: readonly Step[],
  take: boolean,
  answer: string,
): readonly LimitState[] {
  const told = JSON.parse(answer) as Told
  const taken = take && told.steps.every(([ok]) => ok)
  return steps.map((step, i) => {
    const [ok, ...numbers] = told.steps[i] as ToldStep
    return stateOf[step.policy.kind](step, ok, numbers, told.now, taken ? step.cost : 0)
  })
}

/** Numbers that there are none of are null. */
type ToldStep = readonly [ok: boolean, ...numbers: (number | null)[]]

interface Told {
  readonly now: number
  readonly steps: readonly ToldStep[]
}

/** From the numbers of before, and what was taken now. */
type StateOf = (
  step: Step,
  ok: boolean,
  numbers: readonly (number | null)[],
  now: number,
  taken: number,
) => LimitState

const stateOf: Readonly<Record<Step['policy']['kind'], StateOf>> = {
  rate: ({ policy, key, cost }, ok, [used], now, taken) =>
    new RateState(policy, key, cost, ok, (used ?? 0) + taken, now),
  quota: (step, _ok, [used], now, taken) =>
    quotaState(step, used ?? 0, (used ?? 0) + taken, now, periodOf(step.policy, now)),
  exact(step, ok, [before, first, last, blocking], now, taken) {
    const count = (before ?? 0) + taken
    const newest = taken > 0 ? now : last
    const oldest = Math.max(0, count - step.policy.limit)
    const timeOf = (i: number): number =>
      (i === count - 1 ? newest : i === oldest ? first : blocking) ?? now
    return windowState(step, ok, count, timeOf, now)
  },
  concurrency(step, ok, [held, first], now, taken) {
    const leases = [{ lease: 0, cost: (held ?? 0) + taken, until: first ?? now }]
    return concurrencyState(step, ok, leases, now)
  },
}
