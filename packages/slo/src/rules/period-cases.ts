import { toNumber } from '../fraction.ts'
import { fed, type Input } from './alert-cases.ts'
import { badName, exactAlerts, silenceMs, totalName } from './exact-rules.ts'
import { caseOf, counts, near, seriesText, steps } from './expectations.ts'
import { budgetOf } from './meta-rules.ts'
import { shareName } from './naming.ts'
import type { PromtoolExpectation, Subject, TimedCase } from './promtool-test.ts'

/** What an objective's other series say, when there is nothing, and when nobody says anything. */
export function stateCases(subject: Subject): TimedCase[] {
  const { slo, naming, queries } = subject
  const stepMs = naming.baseMs / 5
  const firing = seriesText('ALERTS', { alertstate: 'firing', sloth_id: naming.id })
  const share = `${shareName(naming.baseMs)}${naming.selector}`
  const at = stepMs
  const idle = naming.windows.flatMap((windowMs) =>
    fed(subject, { windowMs, total: 0, shares: [0] }),
  )
  const isTold = exactAlerts(slo, naming, queries).some((one) => one.for !== undefined) ? 1 : 0
  const silence = silenceMs(naming)
  const made = (what: string, input: Input, expected: PromtoolExpectation[]): TimedCase => ({
    stepMs,
    test: caseOf(`${slo.id}: ${what}`, stepMs, input, expected),
  })
  return [
    made('what is allowed, and burnt', fed(subject, half(subject)), aboutIt(subject, at)),
    made('idle', idle, [
      counts(firing, at, 0),
      counts(share, at, queries.kind === 'share' ? 1 : 0),
    ]),
    made(
      'no data',
      [],
      [counts(firing, silence - stepMs, 0), counts(firing, silence + stepMs, isTold)],
    ),
  ]
}

const half = ({ slo, naming }: Subject): Parameters<typeof fed>[1] => ({
  windowMs: naming.baseMs,
  total: 8,
  shares: [toNumber(budgetOf(slo)) / 2 || 0.5],
})

function aboutIt({ slo, naming }: Subject, at: number): PromtoolExpectation[] {
  const { selector, periodMs } = naming
  const budget = toNumber(budgetOf(slo))
  return [
    near(`slo:objective:ratio${selector}`, at, toNumber(slo.objective), 1e-9),
    near(`slo:error_budget:ratio${selector}`, at, budget, 1e-9),
    near(`slo:current_burn_rate:ratio${selector}`, at, budget === 0 ? Infinity : 0.5),
    ...(periodMs === undefined
      ? []
      : [near(`slo:time_period:days${selector}`, at, periodMs / 86_400_000)]),
  ]
}

/** A period and a half: busy and then not, and always as many bad. */
export function periodCases(subject: Subject): TimedCase[] {
  const { slo, naming, queries } = subject
  const { periodMs, baseMs, labels, selector } = naming
  if (periodMs === undefined) return []
  const stepMs = Math.floor(periodMs / 20)
  const series = (name: string): string => seriesText(name, labels)
  const input =
    queries.kind === 'share'
      ? ([[series(shareName(baseMs)), steps([0, 20], [0.5, 11])]] as const)
      : ([
          [series(badName(baseMs)), steps([0.75, 31])],
          [series(totalName(baseMs)), steps([5, 20], [1, 11])],
        ] as const)
  const burnt = 0.25 / toNumber(budgetOf(slo))
  const at = 30 * stepMs
  const remaining = `slo:period_error_budget_remaining:ratio${selector}`
  const expected = [
    near(`${shareName(periodMs)}${selector}`, at, 0.25, 0.08),
    near(`slo:period_burn_rate:ratio${selector}`, at, burnt, 0.08),
    burnt === Infinity
      ? near(remaining, at, -Infinity)
      : near(`(1 - ${remaining})`, at, burnt, 0.08),
  ]
  return [{ stepMs, test: caseOf(`${slo.id}: a whole period`, stepMs, input, expected) }]
}
