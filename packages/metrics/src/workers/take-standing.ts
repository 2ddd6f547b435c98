import type { Cell, Exemplar } from '../cell.ts'
import { rollover } from '../write.ts'
import type { Merge, Source } from './merge.ts'
import { keep, type MergedSeries } from './merged-series.ts'
import type { Standing } from './messages.ts'
import {
  type WorkerFamily,
  type WorkerMetric,
  workerFamily,
  workerMetric,
} from './worker-family.ts'

/** Why what a worker says is not taken. */
export type Refusal = 'malformed' | 'too_large'

/** Numbers in a message, of all its series. */
const mostNumbers = 4_000_000
const mostFamilies = 5_000

/** What one series has to say. */
type Layout = Pick<MergedSeries, 'kind' | 'width'>

/**
 * Takes what a worker says, as a whole or not at all: nothing that it says is trusted, and its counters cannot fall.
 */
export function takeStanding(
  merge: Merge,
  source: Source,
  said: Standing,
  mostSeries: number,
): Refusal | undefined {
  const [before, known, last] = said.fresh
    ? [[], [], []]
    : [source.series, source.families, source.numbers]
  const refusal = sizeRefusal(said, before.length, known.length, mostSeries)
  if (refusal !== undefined) return refusal
  const own = ownMetrics(said, known)
  if (own === undefined) return 'malformed'
  const all = [...known, ...own]
  const layout = [...before, ...said.series.map(([family]) => all[family] as WorkerMetric)]
  if (!areNumbers(said.numbers, layout, last)) return 'malformed'
  const { ended, exemplars } = said
  const count = layout.length
  if (!areEnded(ended, count) || ![...exemplars].every(isExemplar(count))) return 'malformed'
  // Not before everything was looked at: what is refused registers nothing.
  const families = [...known, ...own.map((one) => workerFamily(one, merge.families))]
  const placed = places(merge, said, families)
  if (said.fresh) replaced(merge, source, placed)
  const series = [...before, ...placed]
  for (const one of exemplars) remember(series[one.series]?.cell, one)
  Object.assign(source, { families, ...remaining(merge, series, said) })
  return undefined
}

function sizeRefusal(
  { families, series, numbers, ended, exemplars }: Standing,
  before: number,
  known: number,
  mostSeries: number,
): Refusal | undefined {
  if (![families, series, numbers, ended, exemplars].every(Array.isArray)) return 'malformed'
  return before + series.length > mostSeries ||
    numbers.length > mostNumbers ||
    known + families.length > mostFamilies ||
    ended.length > mostSeries ||
    exemplars.length > numbers.length
    ? 'too_large'
    : undefined
}

/** The metrics that are new, if each series names one and has a text for each of its labels. */
function ownMetrics(
  said: Standing,
  known: readonly WorkerFamily[],
): readonly WorkerMetric[] | undefined {
  const own = said.families.map((one) => workerMetric(one))
  if (own.includes(undefined)) return undefined
  const all = [...known, ...(own as WorkerMetric[])]
  const areSeries = said.series.every(
    ([family, values]) =>
      Array.isArray(values) &&
      values.length === all[family]?.names.length &&
      values.every((value) => typeof value === 'string'),
  )
  return areSeries ? (own as WorkerMetric[]) : undefined
}

function areNumbers(
  numbers: readonly number[],
  layout: readonly Layout[],
  last: readonly number[],
): boolean {
  let at = 0
  for (const { kind, width } of layout) {
    for (let i = at; i < at + width; i++) {
      const one = numbers[i]
      if (typeof one !== 'number' || !Number.isFinite(one)) return false
      // A gauge, and a histogram's sum: of what may be negative it may fall.
      if (kind !== 'counter' && i === at) continue
      if (one < 0 || one >= rollover || (i > at && !Number.isInteger(one))) return false
    }
    if (at < last.length && hasFallen(kind, numbers, last, [at, at + width])) return false
    at += width
  }
  return at === numbers.length
}

function hasFallen(
  kind: Layout['kind'],
  now: readonly number[],
  last: readonly number[],
  [from, to]: readonly [number, number],
): boolean {
  if (kind === 'gauge') return false
  if (kind === 'counter') {
    const turns = (now[from + 1] as number) - (last[from + 1] as number)
    return turns < 0 || (turns === 0 && (now[from] as number) < (last[from] as number))
  }
  for (let i = from + 1; i < to; i++) if ((now[i] as number) < (last[i] as number)) return true
  return false
}

const areEnded = (ended: readonly number[], count: number): boolean =>
  ended.every((one, i) => Number.isSafeInteger(one) && one > (ended[i - 1] ?? -1) && one < count)

const isExemplar =
  (count: number) =>
  (one: Standing['exemplars'][number]): boolean =>
    typeof one === 'object' &&
    one !== null &&
    Number.isSafeInteger(one.series) &&
    one.series >= 0 &&
    one.series < count &&
    Number.isSafeInteger(one.bucket) &&
    one.bucket >= 0 &&
    Number.isFinite(one.value) &&
    Number.isFinite(one.at) &&
    typeof one.labels === 'object' &&
    one.labels !== null

/** Labels of an exemplar, and characters of one: OpenMetrics prints no more of all together. */
const [mostLabels, longestText] = [16, 128]

const isText = (text: unknown): boolean => typeof text === 'string'

/** The newest one stays, whoever had it. */
function remember(
  cell: Cell | undefined,
  { labels, value, at, bucket }: Standing['exemplars'][number],
): void {
  if (cell === undefined || bucket >= (cell.counts?.length ?? 1)) return
  const own = Object.entries(labels).slice(0, mostLabels)
  if (!own.every(([name, text]) => isText(text) && name.length + text.length <= longestText)) return
  const one: Exemplar = { labels: Object.fromEntries(own), value, at }
  cell.exemplars ??= []
  const known = cell.exemplars[bucket]
  if (known === undefined || known.at <= at) cell.exemplars[bucket] = one
}

function places(
  merge: Merge,
  { series, numbers }: Standing,
  families: readonly WorkerFamily[],
): readonly MergedSeries[] {
  const begun = series.map(
    ([family, values]) => [families[family] as WorkerFamily, values] as const,
  )
  let at = numbers.length - begun.reduce((sum, [{ width }]) => sum + width, 0)
  return begun.map(([family, values]) => {
    const own = at
    at += family.width
    return merge.place(family, values, numbers[own] as number)
  })
}

/** What is not there again has ended meanwhile. */
function replaced(merge: Merge, { series, numbers }: Source, by: readonly MergedSeries[]): void {
  const again = new Set(by)
  let at = 0
  for (const one of series) {
    if (!again.has(one)) keep(one, numbers, at)
    at += one.width
    merge.release(one)
  }
}

/** Without the series that have ended: what they counted stays. */
function remaining(
  merge: Merge,
  series: readonly MergedSeries[],
  { ended, numbers }: Standing,
): Pick<Source, 'series' | 'numbers'> {
  if (ended.length === 0) return { series, numbers }
  const gone = new Set(ended)
  const kept: number[] = []
  let at = 0
  const left = series.filter((one, i) => {
    const own = at
    at += one.width
    if (!gone.has(i)) {
      for (let j = own; j < at; j++) kept.push(numbers[j] as number)
      return true
    }
    keep(one, numbers, own)
    merge.release(one)
    return false
  })
  return { series: left, numbers: kept }
}
