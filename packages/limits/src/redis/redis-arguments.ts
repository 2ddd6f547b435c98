import type { RedisArgument } from '@sallyport/core/clients'
import { usedAfter } from '../rate.ts'
import type { LimitState, Step } from '../store.ts'

/** What the script of claims is told of a step. */
export const claimArguments = (step: Step): readonly RedisArgument[] => [
  step.policy.kind,
  step.cost,
  step.policy.capacity,
  span(step),
  besides(step),
]

/** What the script of refunds is told. */
export const refundArguments = (taken: LimitState): readonly RedisArgument[] => [
  taken.policy.kind,
  taken.cost,
  taken.at,
  span(taken),
  taken.policy.kind === 'rate' ? usedAfter(taken) : besides(taken),
]

function span({ policy }: Step): number {
  switch (policy.kind) {
    case 'rate':
      return policy.intervalMs
    case 'quota':
      return policy.refill
    default:
      return policy.windowMs
  }
}

function besides({ policy, lease }: Step): RedisArgument {
  const { origin, months, ms } = policy.calendar
  if (policy.kind === 'quota') return `${origin} ${months} ${ms}`
  return policy.kind === 'concurrency' ? lease : ''
}
