import { oneOf } from './demand-option.ts'
import { percentOf } from './objective.ts'
import type { UnknownReason } from './source.ts'
import { standing } from './standing.ts'

/** What a gate looks at: an `Evaluation`, or what `evaluationJson` wrote of one. */
export interface Judged {
  readonly slo: {
    readonly id: string
    readonly severity: 'info' | 'warning' | 'critical'
    readonly objective: { readonly percent: string }
  }
  readonly state: 'met' | 'at_risk' | 'breached' | 'unknown'
  readonly reason?: UnknownReason | undefined
  readonly message?: string | undefined
  readonly good: number
  readonly total: number
}

/** What a gate demands. */
export interface GateOptions {
  /** Which share of the objectives must hold, in percent, exactly. @default '100%' */
  readonly minSuccessRate?: string | number
  /** An objective of which nothing is known: fails, is left out of the count, or counts as held. @default 'fail' */
  readonly unknown?: 'fail' | 'skip' | 'pass'
  /** A critical one that fails, fails the gate, however many others hold. @default true */
  readonly criticalAlwaysFails?: boolean
}

/** Why a gate failed. */
export type GateReason = 'no_objectives' | 'no_data' | 'critical_failure' | 'success_rate'

/** One objective as a gate saw it. */
export interface SloResult {
  readonly slo: string
  readonly severity: Judged['slo']['severity']
  readonly state: Judged['state']
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly achieved: boolean
  /** Percent of the events that were good; undefined without events. For reading. */
  readonly value: number | undefined
  /** In percent too, as it was written. */
  readonly target: string
  readonly sampleSize: number
  /** One sentence. */
  readonly details: string
}

/** What a gate decided, as plain data. */
export interface GateResult {
  readonly overallPass: boolean
  /** 0 passed; 1 failed; 2 failed, and all that is against it is that nobody answered. */
  readonly exitCode: 0 | 1 | 2
  readonly reasons: readonly GateReason[]
  readonly passed: number
  /** How many would have had to. */
  readonly needed: number
  readonly counted: number
  readonly failedSlos: readonly string[]
  readonly criticalFailures: readonly string[]
  readonly unknownSlos: readonly string[]
  /** In the order given. */
  readonly sloResults: readonly SloResult[]
}

/**
 * Whether a release may go on. Objectives are counted and compared as integers. No objectives, and
 * objectives that have not seen a single event, are a failed gate.
 *
 * @throws TypeError or RangeError for options that are none, and for two objectives of one name.
 *
 * @example
 * ```ts
 * import { defineSlo, evaluate, gate, memorySource, recorder } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const recorded = recorder(slo)
 * for (let i = 0; i < 1_000; i++) recorded.record(i >= 11)
 * const { overallPass, exitCode, sloResults } = gate(await evaluate([slo], memorySource([recorded])))
 * console.log(overallPass, exitCode) // prints: false 1
 * console.log(sloResults[0]?.details) // prints: 98.9 % of 1000 were good, 99 % are needed
 * ```
 */
export function gate(
  evaluations: readonly Judged[],
  { minSuccessRate = '100%', unknown = 'fail', criticalAlwaysFails = true }: GateOptions = {},
): GateResult {
  const rate = percentOf('slo: "minSuccessRate"', minSuccessRate)
  demandPolicies(unknown, criticalAlwaysFails)
  demandEachOnce(evaluations)
  const sloResults = evaluations.map((one) => resultOf(one, unknown))
  const ofOutcome = (outcome: SloResult['outcome']): SloResult[] =>
    sloResults.filter((one) => one.outcome === outcome)
  const failed = ofOutcome('failed')
  const passed = ofOutcome('passed').length
  const counted = passed + failed.length
  const critical = failed.filter(({ severity }) => severity === 'critical')
  const share = BigInt(counted) * rate.numerator
  const tests: readonly (readonly [GateReason, boolean])[] = [
    ['no_objectives', evaluations.length === 0],
    ['no_data', evaluations.length > 0 && (counted === 0 || evaluations.every(isEmpty))],
    ['critical_failure', criticalAlwaysFails && critical.length > 0],
    ['success_rate', BigInt(passed) * rate.denominator < share],
  ]
  const reasons = tests.flatMap(([reason, fails]) => (fails ? [reason] : []))
  return {
    overallPass: reasons.length === 0,
    exitCode: reasons.length === 0 ? 0 : isUnanswered(evaluations, sloResults) ? 2 : 1,
    reasons,
    passed,
    needed: Number((share + rate.denominator - 1n) / rate.denominator),
    counted,
    failedSlos: failed.map(({ slo }) => slo),
    criticalFailures: critical.map(({ slo }) => slo),
    unknownSlos: evaluations.flatMap(({ slo, state }) => (state === 'unknown' ? [slo.id] : [])),
    sloResults,
  }
}

const isEmpty = ({ total }: Judged): boolean => !(total > 0)

function resultOf(one: Judged, unknown: Required<GateOptions>['unknown']): SloResult {
  const { slo, state, good, total } = one
  const achieved = state === 'met' || state === 'at_risk'
  const ofUnknown = { fail: 'failed', skip: 'skipped', pass: 'passed' } as const
  return {
    slo: slo.id,
    severity: slo.severity,
    state,
    outcome: state === 'unknown' ? ofUnknown[unknown] : achieved ? 'passed' : 'failed',
    achieved,
    value: total > 0 ? (good * 100) / total : undefined,
    target: slo.objective.percent,
    sampleSize: total,
    details: standing(one),
  }
}

/** Whose answer is that there was nothing, has answered. */
const answers: readonly unknown[] = ['no_traffic', 'too_few_events', 'no_data']

/** Whether nothing that is known speaks against it: all that is missing was asked for in vain. */
function isUnanswered(evaluations: readonly Judged[], results: readonly SloResult[]): boolean {
  const silent = evaluations.filter(
    ({ state, reason }) => state === 'unknown' && !answers.includes(reason),
  )
  const ids = new Set(silent.map(({ slo }) => slo.id))
  return ids.size > 0 && results.every(({ slo, outcome }) => outcome !== 'failed' || ids.has(slo))
}

function demandPolicies(unknown: string, criticalAlwaysFails: boolean): void {
  oneOf('unknown', unknown, ['fail', 'skip', 'pass'])
  if (typeof criticalAlwaysFails !== 'boolean')
    throw new TypeError(
      `slo: "criticalAlwaysFails" must be true or false, got ${String(criticalAlwaysFails)}`,
    )
}

function demandEachOnce(evaluations: readonly Judged[]): void {
  const seen = new Set<string>()
  for (const { slo } of evaluations) {
    if (seen.has(slo.id)) throw new TypeError(`slo: there are two evaluations of ${slo.id}`)
    seen.add(slo.id)
  }
}
