import type { Json } from '@sallyport/core'
import { formatDuration } from './duration.ts'
import type { AlertState, Evaluation } from './evaluation.ts'
import { toNumber } from './fraction.ts'
import type { Period } from './period.ts'
import type { Span } from './source.ts'

/**
 * An evaluation as JSON. It says how things stand, and nothing of how that was found out: no query, no
 * address, no message of a source, for those may carry secrets.
 *
 * @example
 * ```ts
 * import { defineSlo, evaluate, evaluationJson, gate, memorySource, recorder } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const recorded = recorder(slo)
 * recorded.record(true)
 * const text = JSON.stringify((await evaluate([slo], memorySource([recorded]))).map(evaluationJson))
 * console.log(gate(JSON.parse(text)).exitCode) // prints: 0
 * ```
 */
export function evaluationJson(evaluation: Evaluation): Readonly<Record<string, Json>> {
  const { slo, state, reason, good, bad, total, ratio, budget, steps, burns } = evaluation
  const { id, service, name, description, severity, objective, period } = slo
  return {
    slo: {
      ...{ id, service, name, description: description ?? null, severity },
      ...{ objective: { percent: objective.percent }, period: periodText(period) },
    },
    ...{ state, ...(reason === undefined ? {} : { reason }) },
    ...{ good, bad, total, ratio: ratio ?? null },
    budget: {
      allowed: budget.allowed,
      spent: budget.spent,
      remaining: budget.remaining,
      remainingRatio: numberJson(budget.remainingRatio),
    },
    steps: steps.map(({ spentPercent, action }) => ({ spentPercent, action })),
    burns: burns.map(({ windowMs, rate }) => ({
      window: formatDuration(windowMs),
      rate: numberJson(rate),
    })),
    alerts: evaluation.alerts.map(alertJson),
    exhaustedAt: timeJson(evaluation.exhaustedAt),
    asked: spanJson(evaluation.asked),
    covered: evaluation.covered === undefined ? null : spanJson(evaluation.covered),
    missingMs: evaluation.missingMs,
  }
}

const alertJson = ({ row, isFiring, suppressed }: AlertState): Json => ({
  severity: row.severity,
  long: formatDuration(row.longMs),
  short: formatDuration(row.shortMs),
  factor: toNumber(row.factor),
  isFiring,
  suppressed: suppressed ?? null,
})

const periodText = (period: Period): string =>
  'rollingMs' in period
    ? formatDuration(period.rollingMs)
    : `${period.calendar} in ${period.timeZone}`

const spanJson = ({ from, to }: Span): Json => ({ from: timeJson(from), to: timeJson(to) })

/** Beyond what a Date holds is never. */
const timeJson = (at: number | undefined): string | null =>
  at === undefined || !(Math.abs(at) <= 8.64e15) ? null : new Date(at).toISOString()

/** JSON has no infinity; Prometheus' words for it are known. */
const numberJson = (given: number | undefined): number | string | null =>
  given === undefined || Number.isNaN(given)
    ? null
    : Number.isFinite(given)
      ? given
      : given > 0
        ? '+Inf'
        : '-Inf'
