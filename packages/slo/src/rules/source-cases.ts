import type { Input } from './alert-cases.ts'
import { badName, totalName } from './exact-rules.ts'
import { caseOf, near, seriesText, steps } from './expectations.ts'
import { shareName } from './naming.ts'
import { promDuration } from './prom-duration.ts'
import type { Subject, TimedCase } from './promtool-test.ts'
import { sampleName } from './queries.ts'
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
  const some = selectorIn(queries.part)
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
  const { queries, naming } = subject
  if (queries.kind === 'share') return []
  if (queries.sample !== undefined) return naming.windows.map((ms) => sampleCase(subject, ms))
  const sources = sourcesOf(subject)
  if (sources === undefined) return []
  const { isGood } = queries
  return [
    ...naming.windows.map((ms) => windowCase(subject, sources, isGood, ms)),
    ...(isGood ? [] : [neverBad(subject, sources)]),
  ]
}

const grows = (by: number, samples: number, from = 1_000): string => `${from}+${by}x${samples - 1}`

function windowCase(
  subject: Subject,
  { some, others, isPart }: Sources,
  isGood: boolean,
  windowMs: number,
): TimedCase {
  const intervalMs = Math.floor(windowMs / 60)
  const part = isGood ? 3 : 1
  const busier = (by: number): string => `${grows(by, 61)} ${grows(5 * by, 30, 1_000 + 65 * by)}`
  const input = [
    [some, busier(part)],
    [others, busier(isPart ? 4 - part : 4)],
  ] as const
  return rateCase(subject, windowMs, input, [12_000 / intervalMs, 3_000 / intervalMs])
}

/** A threshold's samples: as they should be, and for the last half of the window not. */
function sampleCase(subject: Subject, windowMs: number): TimedCase {
  const intervalMs = Math.floor(windowMs / 60)
  const samples = seriesText(sampleName, subject.naming.labels)
  const input = [[samples, steps([1, 61], [0, 30])]] as const
  return rateCase(subject, windowMs, input, [1_000 / intervalMs, 500 / intervalMs])
}

function rateCase(
  { slo, naming: { selector } }: Subject,
  windowMs: number,
  input: Input,
  [total, bad]: readonly [total: number, bad: number],
): TimedCase {
  const intervalMs = Math.floor(windowMs / 60)
  const at = 90 * intervalMs
  const name = `${slo.id}: events of ${promDuration(windowMs)}`
  const expected = [
    near(`${totalName(windowMs)}${selector}`, at, total, 0.05),
    near(`${badName(windowMs)}${selector}`, at, bad, 0.05),
  ]
  return { stepMs: 30 * intervalMs, test: caseOf(name, intervalMs, input, expected) }
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
