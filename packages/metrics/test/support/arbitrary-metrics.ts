import type { MetricDefinition } from '@sallyport/core'
import { createMetrics, defineMetrics, type Metrics } from '@sallyport/metrics'
import fc from 'fast-check'
import { hostileTexts } from './measure-all.ts'
import type { Sample } from './parse-page.ts'

const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...hostileTexts),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'\\"\n\r#{}=, eE1x_\0'), maxLength: 12 }),
  )
const labelName = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/)
const finite = (): fc.Arbitrary<number> => fc.double({ noNaN: true, noDefaultInfinity: true })

const shape = (): fc.Arbitrary<MetricDefinition> =>
  fc
    .record({
      id: fc.stringMatching(/^[a-z][a-z0-9_]{0,8}(\.[a-z0-9_]{1,6}){0,2}$/),
      kind: fc.constantFrom('counter', 'gauge', 'histogram'),
      unit: fc.constantFrom('1', 's', 'By', 'ratio'),
      help: anyText(),
      names: fc.uniqueArray(labelName(), { maxLength: 4 }),
      buckets: fc.uniqueArray(fc.oneof(finite(), fc.integer()), { minLength: 1, maxLength: 5 }),
    })
    .map(({ names, buckets, ...rest }) => ({
      ...rest,
      labels: Object.fromEntries(names.map((name) => [name, 'open' as const])),
      ...(rest.kind === 'histogram' && { buckets: buckets.toSorted((a, b) => a - b) }),
    }))

/** Some metrics, measured with whatever can come; what no catalog takes is left out. */
export const arbitraryMetrics = (): fc.Arbitrary<readonly [Metrics, readonly MetricDefinition[]]> =>
  fc
    .array(fc.tuple(shape(), fc.array(fc.tuple(fc.array(anyText()), finite()), { maxLength: 6 })), {
      maxLength: 4,
    })
    .map((wanted) => {
      const catalog = wanted.filter(([one]) => isTaken([one]))
      const all = catalog.filter((_, i) => isTaken(catalog.slice(0, i + 1).map(([one]) => one)))
      const metrics = createMetrics({
        exemplar: () => ({ trace_id: 'a"b\\c' }),
        clock: () => 1_500,
      })
      for (const [metric, series] of all) {
        for (const [texts, value] of series) {
          const names = Object.keys(metric.labels)
          const labels = Object.fromEntries(names.map((name, i) => [name, texts[i] ?? '']))
          if (metric.kind === 'histogram') metrics.observe(metric, value, labels)
          else metrics.add(metric, value, labels)
        }
      }
      return [metrics, all.map(([metric]) => metric)]
    })

function isTaken(shapes: readonly MetricDefinition[]): boolean {
  try {
    defineMetrics(Object.fromEntries(shapes.map((one, i) => [`m${i}`, one])))
    return true
  } catch {
    return false
  }
}

/** A help as it is read back: there is no CR in a page, and no half of a character. */
export const helpRead = ({ help }: MetricDefinition): string =>
  help.replace(/\r\n?/g, '\n').toWellFormed()

type Plain = Pick<Sample, 'labels' | 'value'>

/** What was measured of a metric, as a page has to say it. */
export function expected(metrics: Metrics, metric: MetricDefinition, strict: boolean): Plain[] {
  return metrics.read(metric).flatMap(({ labels, value, histogram }) => {
    const present = Object.entries(labels).filter(([, text]) => text !== '')
    const own = Object.fromEntries(present)
    if (histogram === undefined) return [{ labels: own, value: value as number }]
    const buckets = histogram.buckets.map(({ le, count }) => ({
      labels: { ...own, le: String(le) },
      value: count,
    }))
    const hasSum = !strict || ((metric.buckets?.[0] ?? 0) >= 0 && histogram.sum >= 0)
    const { sum, count } = histogram
    return hasSum
      ? [...buckets, { labels: own, value: sum }, { labels: own, value: count }]
      : buckets
  })
}

/** A sample with its bound by value. */
export function plain({ labels, value }: Plain): Plain {
  const { le, ...others } = labels
  if (le === undefined) return { labels, value }
  const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)
  return { labels: { ...others, le: String(bound) }, value }
}
