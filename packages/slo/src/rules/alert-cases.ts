import type { AlertRow } from '../alert-plan.ts'
import { alertWords } from './alert-texts.ts'
import { badName, limitOf, rowLabels, totalName } from './exact-rules.ts'
import { caseOf, counts, seriesText, steps } from './expectations.ts'
import { shareName } from './naming.ts'
import type { Subject, TimedCase } from './promtool-test.ts'

/** Series and their values. */
export type Input = readonly (readonly [series: string, values: string])[]

/** What one window is given: events per second, and the shares that are bad, two samples each. */
export interface Fed {
  readonly windowMs: number
  readonly total: number
  readonly shares: readonly number[]
}

/** Recorded series, as inputs: what the rules make of the alerts' windows does not hang on the query. */
export function fed({ naming, queries }: Subject, { windowMs, total, shares }: Fed): Input {
  const values = (scale: number): string =>
    steps(...shares.map((share) => [share * scale, 2] as const))
  const series = (name: string): string => seriesText(name, naming.labels)
  return queries.kind === 'share'
    ? [[series(shareName(windowMs)), values(1)]]
    : [
        [series(badName(windowMs)), values(total)],
        [series(totalName(windowMs)), steps([total, 2 * shares.length])],
      ]
}

/** For each alert: it fires just above, is silent just below, and recovers. */
export function alertCases(subject: Subject): TimedCase[] {
  return subject.slo.alerts.flatMap((row) => {
    if (alertWords(subject.slo, row.severity) === undefined) return []
    return [...burnCases(subject, row), ...guardCases(subject, row)]
  })
}

interface Bounds {
  readonly limit: number
  readonly above: number
  readonly below: number
}

function boundsOf({ slo }: Subject, row: AlertRow): Bounds {
  const limit = Number(limitOf(slo, row))
  const above = limit === 0 ? 0.001 : Math.min(1, 1.05 * limit)
  return { limit, above, below: Math.min(1, 0.95 * limit) }
}

function burnCases(subject: Subject, row: AlertRow): TimedCase[] {
  const { slo } = subject
  const { shortMs, longMs } = row
  const { limit, above, below } = boundsOf(subject, row)
  const seconds = longMs / 1_000
  const total = Math.max(
    1,
    Math.ceil((2 * slo.minBad) / (above * seconds)),
    Math.ceil((2 * slo.minEvents) / seconds),
  )
  const given = (short: readonly number[], long: readonly number[]): Input => [
    ...fed(subject, { windowMs: shortMs, total, shares: short }),
    ...fed(subject, { windowMs: longMs, total, shares: long }),
  ]
  const cases = [
    rowCase(subject, row, 'is silent just below', given([below], [below]), [0]),
    rowCase(subject, row, 'is silent until the long window burns', given([above], [below]), [0]),
  ]
  // A factor that a total outage does not reach cannot fire.
  if (limit >= 1) return cases
  const recovers = given([above, below], [above, above])
  return [...cases, rowCase(subject, row, 'fires just above, and recovers', recovers, [1, 0])]
}

function guardCases(subject: Subject, row: AlertRow): TimedCase[] {
  const { slo, queries } = subject
  const { limit } = boundsOf(subject, row)
  if (queries.kind === 'share' || limit >= 1) return []
  const seconds = row.longMs / 1_000
  const share = limit === 0 ? 0.5 : Math.min(1, 2 * limit)
  const edge = (events: number, over: number): number => (over * (events - 0.5)) / seconds
  const guarded = (what: string, over: number, total: number, share: number): TimedCase => {
    const of = (windowMs: number): Input => fed(subject, { windowMs, total, shares: [share] })
    const name = over > 1 ? `fires at its fewest ${what}` : `is silent below its fewest ${what}`
    return rowCase(subject, row, name, [...of(row.shortMs), ...of(row.longMs)], [over > 1 ? 1 : 0])
  }
  const enough = slo.minEvents > slo.minBad ? (2 * slo.minEvents) / seconds : 0
  return [0.95, 1.05].flatMap((over) => {
    const bad = edge(slo.minBad, over)
    const total = Math.max(bad / share, enough)
    return [
      ...(slo.minBad > 1 && bad / total > 1.05 * limit
        ? [guarded('bad events', over, total, bad / total)]
        : []),
      ...(slo.minEvents > slo.minBad
        ? [guarded('events', over, edge(slo.minEvents, over), 1)]
        : []),
    ]
  })
}

/** Whether it fires after each two steps. */
function rowCase(
  { slo, naming }: Subject,
  row: AlertRow,
  what: string,
  input: Input,
  firing: readonly number[],
): TimedCase {
  const stepMs = row.shortMs / 5
  const labels = { ...naming.labels, ...alertWords(slo, row.severity)?.labels, ...rowLabels(row) }
  const { sloth_id = '', slo_burn_factor = '', slo_long_window = '' } = labels
  const alerts = seriesText('ALERTS', {
    alertstate: 'firing',
    sloth_id,
    sloth_severity: row.severity,
    slo_burn_factor,
    slo_long_window,
  })
  const name = `${slo.id}, ${row.severity} of ${slo_long_window}: ${what}`
  const expected = firing.map((one, index) => counts(alerts, (2 * index + 1) * stepMs, one))
  return { stepMs, test: caseOf(name, stepMs, input, expected) }
}
