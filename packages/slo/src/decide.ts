import type { AlertRow } from './alert-plan.ts'
import { type Fraction, integers, toNumber } from './fraction.ts'
import type { Objective } from './objective.ts'

/** So many bad of so many, in proportion: a count that is no integer was multiplied, and so was the other. */
export interface Share {
  readonly bad: bigint
  readonly total: bigint
}

/** The share that two counts are, exactly. */
export function shareOf(bad: number, total: number): Share {
  const [exactBad, exactTotal] = integers([bad, total]) as [bigint, bigint]
  return { bad: exactBad, total: exactTotal }
}

/** Whether no more are bad than the objective allows: exactly so many is met. */
export function meetsShare({ numerator, denominator }: Objective, { bad, total }: Share): boolean {
  return bad * denominator <= (denominator - numerator) * total
}

/** Whether exactly so many are bad. */
export function isAtShare({ numerator, denominator }: Objective, { bad, total }: Share): boolean {
  return bad * denominator === (denominator - numerator) * total
}

/** {@link meetsShare} of counts. */
export function meets(objective: Objective, bad: number, total: number): boolean {
  return meetsShare(objective, shareOf(bad, total))
}

/** Whether it burns faster than the row's factor: exactly as fast is not faster, nothing burns nothing. */
export function burns(objective: Objective, { factor }: AlertRow, { bad, total }: Share): boolean {
  const { numerator, denominator } = objective
  return (
    bad * denominator * factor.denominator > factor.numerator * (denominator - numerator) * total
  )
}

/** How many times as fast as the budget allows; undefined without events, without end where nothing may be bad. */
export function burnRate(objective: Objective, { bad, total }: Share): number | undefined {
  if (total === 0n) return undefined
  const { numerator, denominator } = objective
  const allowed = (denominator - numerator) * total
  if (allowed === 0n) return bad === 0n ? 0 : Number.POSITIVE_INFINITY
  return toNumber({ numerator: bad * denominator, denominator: allowed })
}

/** Whether so many percent of the budget are spent: where nothing may be bad, one bad event spends all of it. */
export function hasSpent(objective: Objective, percent: Fraction, { bad, total }: Share): boolean {
  const { numerator, denominator } = objective
  const allowed = (denominator - numerator) * total
  return bad > 0n && bad * denominator * 100n * percent.denominator >= percent.numerator * allowed
}

/** Of a budget: how much is left, exactly. Below zero when it is overspent; none where nothing may be bad. */
export function leftOf(objective: Objective, { bad, total }: Share): Fraction | undefined {
  const { numerator, denominator } = objective
  const allowed = (denominator - numerator) * total
  if (allowed === 0n) return undefined
  return { numerator: allowed - bad * denominator, denominator: allowed }
}
