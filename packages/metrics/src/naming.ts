import type { MetricDefinition } from '@sallyport/core'

/** What a metric is called where it is exported. */
export interface MetricNames {
  /** The dotted id: what StatsD and the seeds' queries know it by. */
  readonly id: string
  /** Without `_total`: OpenMetrics' family. */
  readonly family: string
  /** A counter's with `_total`; the others' is the family. Prometheus' text format declares this one. */
  readonly sample: string
  /** The unit's word as OpenMetrics declares it. Empty for a count. */
  readonly unit: '' | 'seconds' | 'bytes' | 'ratio'
  /** Full names, printed as they are, and only where aliases are asked for. */
  readonly aliases: readonly string[]
}

/** What {@link metricNames} looks at. */
export type NamedMetric = Pick<MetricDefinition, 'id' | 'kind' | 'unit' | 'aliases'>

/** Each unit's suffix. */
export const unitWords: Readonly<Record<MetricDefinition['unit'], MetricNames['unit']>> = {
  '1': '',
  s: 'seconds',
  By: 'bytes',
  ratio: 'ratio',
}

/**
 * The names of a metric. Whatever Prometheus cannot spell becomes `_`, runs of it become one, the
 * unit is a suffix, a counter's last word is `_total`. Two ids may meet in one name
 * (`a.b` and `a_b`); a catalog with two such does not come to be.
 *
 * @example
 * ```ts
 * import { metricNames } from '@sallyport/metrics'
 *
 * const id = 'webhook.handler_duration'
 * console.log(metricNames({ id, kind: 'histogram', unit: 's' }, 'mira').sample) // prints: mira_webhook_handler_duration_seconds
 * console.log(metricNames({ id: 'bytes.sent', kind: 'counter', unit: 'By' }).sample) // prints: bytes_sent_bytes_total
 * ```
 */
export function metricNames(metric: NamedMetric, prefix = ''): MetricNames {
  const { id, kind, unit, aliases = [] } = metric
  const word = unitWords[unit]
  const plain = spelt(prefix === '' ? id : `${prefix}_${id}`)
  const bare = kind === 'counter' ? without(plain, 'total') : plain
  const family = word === '' ? bare : `${without(bare, word)}_${word}`
  const sample = kind === 'counter' ? `${family}_total` : family
  const others = new Set(aliases.map(spelt))
  others.delete(sample)
  return { id, family, sample, unit: word, aliases: [...others] }
}

/** Every name that a metric's lines may carry: no other metric may have one of them. */
export function takenNames({ kind }: NamedMetric, names: MetricNames): readonly string[] {
  const { family, sample, aliases } = names
  const heads = [family, sample, ...aliases]
  const endings = { counter: [], gauge: [], histogram: ['_bucket', '_sum', '_count'] }[kind]
  const stems = kind === 'counter' ? heads.map((name) => without(name, 'total')) : heads
  return [
    ...new Set([
      ...heads,
      ...stems,
      ...stems.flatMap((name) => ['_created', '_info', ...endings].map((end) => name + end)),
    ]),
  ]
}

function spelt(text: string): string {
  const name = text.replace(/[^a-zA-Z0-9_]+/g, '_').replace(/__+/g, '_')
  return /^[a-zA-Z]/.test(name) ? name : `_${name.replace(/^_/, '')}`
}

const without = (name: string, word: string): string =>
  name.endsWith(`_${word}`) ? name.slice(0, -word.length - 1) : name
