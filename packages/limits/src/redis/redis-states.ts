import type { RedisReply } from '@sallyport/core/clients'
import { concurrencyState } from '../concurrency.ts'
import { windowState } from '../exact.ts'
import { periodOf, quotaState, refilled } from '../quota.ts'
import { leaked, RateState } from '../rate.ts'
import type { LimitState, Step } from '../store.ts'

/** How each step stands, from what the script of claims answered. */
export function redisStates(
  steps: readonly Step[],
  isLook: boolean,
  reply: RedisReply,
): readonly LimitState[] {
  if (!Array.isArray(reply) || reply.length !== 1 + 2 * steps.length) {
    throw new Error(`limits: Redis answered a claim with ${JSON.stringify(reply)}`)
  }
  const now = Number(reply[0])
  const answers = steps.map((step, i) => ({
    step,
    ok: Number(reply[2 * i + 1]) === 1,
    kept: String(reply[2 * i + 2]),
  }))
  const isTaken = !isLook && answers.every(({ ok }) => ok)
  return answers.map(({ step, ok, kept }) =>
    stateOf[step.policy.kind](step, ok, kept.split(' ').map(Number), now, isTaken ? step.cost : 0),
  )
}

/** From the numbers that were kept before, and what was taken now. */
type StateOf = (
  step: Step,
  ok: boolean,
  kept: readonly number[],
  now: number,
  taken: number,
) => LimitState

const stateOf: Readonly<Record<Step['policy']['kind'], StateOf>> = {
  rate({ policy, key, cost }, ok, [used = 0, at = 0], now, taken) {
    return new RateState(policy, key, cost, ok, leaked(policy, used, at, now) + taken, now)
  },
  quota(step, _ok, [used = 0, since = 0], now, taken) {
    const period = periodOf(step.policy, now)
    const before = used === 0 ? 0 : refilled(step.policy, used, since, period)
    return quotaState(step, before, before + taken, now, period)
  },
  exact(step, ok, [count = 0, last = 0, first = 0, blocking = 0], now, taken) {
    const all = count + taken
    const more = Math.max(0, all - step.policy.limit)
    const newest = taken > 0 ? now : last
    const oldest = count > 0 ? first : now
    const timeOf = (i: number): number => (i === all - 1 ? newest : i === more ? oldest : blocking)
    return windowState(step, ok, all, timeOf, now)
  },
  concurrency(step, ok, [held = 0, first = 0], now, taken) {
    const leases = [{ lease: 0, cost: held + taken, until: first }]
    return concurrencyState(step, ok, leases, now)
  },
}
