import { demandOptions, type MetricDefinition } from '@sallyport/core'
import { metricNames } from '../naming.ts'
import { StatsdNames, type StatsdTags, type StatsdTemplate } from './statsd-names.ts'

/** What {@link statsdMapping} takes besides the metrics. */
export interface StatsdMappingOptions {
  /** The client's, which is before every name in StatsD, and the first word in Prometheus. */
  readonly prefix?: string
  /** As the backend's; where nothing is said, for both kinds of servers. */
  readonly tags?: StatsdTags
  /** As the backend's. */
  readonly templates?: readonly StatsdTemplate[]
}

/**
 * The file that Prometheus' statsd_exporter reads (`--statsd.mapping-config`), so that what {@link statsdBackend} sends
 * has the names, labels, buckets and helps that a page of ours has. Timings become seconds there.
 *
 * @throws TypeError for templates under which gauges could not be told apart, and for a label of one character in a name:
 * statsd_exporter refuses the whole file for it.
 *
 * @example
 * ```ts
 * import { defineMetrics } from '@sallyport/metrics'
 * import { statsdMapping } from '@sallyport/metrics/statsd'
 *
 * const { jobs } = defineMetrics({
 *   jobs: { id: 'jobs.done', kind: 'counter', unit: '1', help: 'Jobs.', labels: { queue: 'open' } },
 * })
 * console.log(statsdMapping([jobs], { prefix: 'shop', tags: 'none' }))
 * // prints: mappings:
 * // prints:   - match: "shop.jobs.done.queue.*"
 * // prints:     name: "shop_jobs_done_total"
 * // prints:     help: "Jobs."
 * // prints:     labels:
 * // prints:       queue: "$1"
 * ```
 */
export function statsdMapping(
  metrics: readonly MetricDefinition[],
  options: StatsdMappingOptions = {},
): string {
  demandOptions('metrics: statsdMapping()', options, ['prefix', 'tags', 'templates'])
  const { prefix = '', tags, templates = [] } = options
  const modes = tags === undefined ? (['dogstatsd', 'none'] as const) : [tags]
  const names = modes.map((mode) => new StatsdNames(templates, mode))
  const entries = metrics.flatMap((metric) =>
    [...new Set(names.map((one) => one.template(metric)))].flatMap((template) =>
      entriesOf(metric, prefix === '' ? template : `${prefix}.${template}`, prefix),
    ),
  )
  return `mappings:\n${entries.join('')}`
}

/** A histogram is timings or two counters, as the backend was told: whichever come find their place. */
function entriesOf(metric: MetricDefinition, template: string, prefix: string): readonly string[] {
  const { id, kind, unit, buckets = [] } = metric
  const [, short] = /\{(.)\}/.exec(template) ?? []
  if (short !== undefined) {
    throw new TypeError(
      `metrics: statsd_exporter takes no label of one character, got "${short}" of "${id}"`,
    )
  }
  const { sample } = metricNames(metric, prefix)
  const entry = (ending: string, rest: readonly string[] = []): string =>
    [
      ...matchLines(template + ending.replace('_', '.')),
      `    name: ${quoted(sample + ending)}`,
      `    help: ${quoted(metric.help)}`,
      ...rest,
      ...labelLines(template),
      '',
    ].join('\n')
  if (kind !== 'histogram') return [entry('')]
  const timings = [
    '    observer_type: histogram',
    '    histogram_options:',
    `      buckets: [${buckets.join(', ')}]`,
  ]
  return [...(unit === 's' ? [entry('', timings)] : []), entry('_count'), entry('_sum')]
}

const placeholder = /\{([^{}]*)\}/g

/** The exporter's globs are whole words with dots between, two at least; all else is an expression. */
const globs = /^(\*\.|[a-zA-Z_](-?\w)*\.)+(\*|[a-zA-Z_](-?\w)*)$/

function matchLines(template: string): readonly string[] {
  const glob = template.replace(placeholder, '*')
  if (globs.test(glob)) return [`  - match: ${quoted(glob)}`]
  const expression = template.replaceAll('.', '\\.').replace(placeholder, '([^.]*)')
  return [`  - match: ${quoted(`^${expression}$`)}`, '    match_type: regex']
}

function labelLines(template: string): readonly string[] {
  const labels = [...template.matchAll(placeholder)].map(([, label = '']) => label)
  const lines = [...new Set(labels)].map((one) => `      ${one}: "$${labels.indexOf(one) + 1}"`)
  return lines.length === 0 ? [] : ['    labels:', ...lines]
}

/** JSON's texts are YAML's. */
const quoted = (text: string): string => JSON.stringify(text)
