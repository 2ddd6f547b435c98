import { badName, totalName } from './exact-rules.ts'
import { caseOf, near, seriesText } from './expectations.ts'
import { shareName } from './naming.ts'
import { promDuration } from './prom-duration.ts'
import type { Subject, TimedCase } from './promtool-test.ts'
import { type Selector, selectorIn, selects, witness } from './witness.ts'

/** Series of which some are bad, or good, and all are in the total. */
interface Sources {
  readonly some: string
  readonly others: string
  /** Whether the total counts `some` too. */
  readonly isPart: boolean
}

function sourcesOf({ queries }: Subject): Sources | undefined {
  if (queries.kind === 'share') return undefined
  const some = selectorIn(queries.good ?? queries.bad)
  const total = selectorIn(queries.total)
  if (some === undefined || total === undefined) return undefined
  const isPart = some.name === total.name
  const ofSome = witness(isPart ? [...some.matchers, ...total.matchers] : some.matchers)
  const ofOthers = witness(total.matchers)
  if (ofSome === undefined || ofOthers === undefined) return undefined
  if (isPart && selects(some.matchers, ofOthers)) return undefined
  const text = ({ name }: Selector, labels: Readonly<Record<string, string>>): string =>
    seriesText(name, labels)
  return { some: text(some, ofSome), others: text(total, ofOthers), isPart }
}

/**
 * Each window, from the counters themselves, when traffic becomes five times as much in its middle. Only
 * for queries that are the sums of a selector's rates: what other queries are made of cannot be known.
 */
export function sourceCases(subject: Subject): TimedCase[] {
  const sources = sourcesOf(subject)
  if (sources === undefined) return []
  const never = subject.queries.kind === 'events' && subject.queries.good === undefined
  return [
    ...subject.naming.windows.map((windowMs) => windowCase(subject, sources, windowMs)),
    ...(never ? [neverBad(subject, sources)] : []),
  ]
}

const grows = (by: number, samples: number, from = 1_000): string => `${from}+${by}x${samples - 1}`

function windowCase(subject: Subject, sources: Sources, windowMs: number): TimedCase {
  const { slo, naming, queries } = subject
  const intervalMs = Math.floor(windowMs / 60)
  const others = sources.isPart ? 3 : 4
  const busier = (by: number): string => `${grows(by, 61)} ${grows(5 * by, 30, 1_000 + 65 * by)}`
  const at = 90 * intervalMs
  const perSecond = (events: number): number => (3 * events * 1_000) / intervalMs
  const isGood = queries.kind === 'events' && queries.good !== undefined
  const name = `${slo.id}: events of ${promDuration(windowMs)}`
  const input = [
    [sources.some, busier(1)],
    [sources.others, busier(others)],
  ] as const
  return {
    stepMs: 30 * intervalMs,
    test: caseOf(name, intervalMs, input, [
      near(`${totalName(windowMs)}${naming.selector}`, at, perSecond(4), 0.05),
      near(`${badName(windowMs)}${naming.selector}`, at, perSecond(isGood ? 3 : 1), 0.05),
    ]),
  }
}

function neverBad({ slo, naming }: Subject, { others }: Sources): TimedCase {
  const intervalMs = Math.floor(naming.baseMs / 60)
  const stepMs = 30 * intervalMs
  const share = `${shareName(naming.baseMs)}${naming.selector}`
  const name = `${slo.id}: nothing bad has ever happened`
  return {
    stepMs,
    test: caseOf(name, intervalMs, [[others, grows(3, 91)]], [near(share, 3 * stepMs, 0)]),
  }
}
