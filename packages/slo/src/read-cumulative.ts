import type { Labels, MetricsReader, Series } from '@sallyport/core'
import type { Counted, Selection, Sli } from './sli.ts'
import type { UnknownReason } from './source.ts'

/** A series as it stands, and what each of its events adds to the bad ones and to all. */
export interface Cumulative {
  readonly value: number
  readonly resets: number
  /** When one of these begins again, all of them do: a histogram's buckets and its count. */
  readonly together: string
  readonly bad: number
  readonly total: number
}

/** What a reading found. */
export interface CumulativeReading {
  readonly series: ReadonlyMap<string, Cumulative>
  readonly problem: UnknownReason | undefined
}

type Values = readonly { readonly key: string; readonly value: number; readonly resets: number }[]

const unanswerable: CumulativeReading = { series: new Map(), problem: 'unanswerable' }

/** All series that an indicator is made of. */
export function readCumulative(sli: Sli, reader: MetricsReader): CumulativeReading {
  if (sli.kind === 'latency') return readLatency(sli, reader)
  if (sli.kind !== 'ratio' || sli.total === undefined) return unanswerable
  const total = countedValues(sli.total, reader)
  const part = countedValues((sli.good ?? sli.bad) as Counted, reader)
  if (total === undefined || part === undefined) return unanswerable
  // What is not good is bad: each of the whole is bad, and each good one takes one of them back.
  const isGood = sli.good !== undefined
  return made([
    ...weighed('total', total, isGood ? 1 : 0, 1),
    ...weighed('part', part, isGood ? -1 : 1, 0),
  ])
}

function readLatency(
  { histogram, underSeconds }: Sli & { kind: 'latency' },
  reader: MetricsReader,
): CumulativeReading {
  const found = histogram && selected(histogram, reader)
  if (found === undefined) return unanswerable
  const total: Values = found.map(({ key, one }) => cumulativeOf(key, one, one.histogram?.count))
  const under = found.map(({ key, one }) => {
    const bucket = one.histogram?.buckets.find(({ le }) => le === underSeconds)
    return cumulativeOf(key, one, bucket?.count)
  })
  if (under.some(({ value }) => Number.isNaN(value))) return unanswerable
  return made([
    ...weighed('total', total, 1, 1, 'histogram'),
    ...weighed('part', under, -1, 0, 'histogram'),
  ])
}

const cumulativeOf = (key: string, { resets }: Series, value = Number.NaN): Values[number] => ({
  key,
  value,
  resets,
})

function countedValues(counted: Counted, reader: MetricsReader): Values | undefined {
  if ('promql' in counted) return undefined
  return selected(counted, reader)?.map(({ key, one }) =>
    cumulativeOf(key, one, one.value ?? one.histogram?.count),
  )
}

function selected(
  { metric, where = {}, except = {} }: Selection,
  reader: MetricsReader,
): { readonly key: string; readonly one: Series }[] | undefined {
  if (typeof metric === 'string') return undefined
  return reader
    .read(metric)
    .filter(
      ({ labels }) =>
        Object.entries(where).every((pair) => has(labels, pair)) &&
        !Object.entries(except).some((pair) => has(labels, pair)),
    )
    .map((one) => ({ key: JSON.stringify(Object.entries(one.labels).toSorted()), one }))
}

const has = (labels: Labels, [name, values]: [string, string | readonly string[]]): boolean =>
  [values].flat().includes(labels[name] ?? '')

const weighed = (
  kind: string,
  values: Values,
  bad: number,
  total: number,
  of = kind,
): (readonly [string, Cumulative])[] =>
  values.map(({ key, value, resets }) => [
    `${kind} ${key}`,
    { value, resets, together: `${of} ${key}`, bad, total },
  ])

function made(series: readonly (readonly [string, Cumulative])[]): CumulativeReading {
  const isNumber = series.every(([, { value }]) => Number.isFinite(value))
  return { series: new Map(series), problem: isNumber ? undefined : 'not_a_number' }
}
