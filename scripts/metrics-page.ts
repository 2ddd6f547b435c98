import type { MetricDefinition } from '../packages/core/src/index.ts'
import { metricNames } from '../packages/metrics/src/naming.ts'
import type { PackageCatalog } from './catalogs.ts'

/** The page of all metrics, from what the packages export. */
export function metricsPage(catalogs: readonly PackageCatalog[]): string {
  const sorted = catalogs.toSorted((a, b) => (a.specifier + a.name < b.specifier + b.name ? -1 : 1))
  return [...head, ...sorted.flatMap(section), ''].join('\n')
}

const head: readonly string[] = `# Metrics

Everything the packages measure, made from their catalogs: after a change of one, run
\`node scripts/check-catalog.ts --write\`.

- The **id** is what StatsD and OpenTelemetry know a metric by, the name below it Prometheus. With
  \`createMetrics({ prefix: 'shop' })\` each begins with \`shop_\`; a client's own prefix does the same in StatsD.
- A histogram is three names in Prometheus: with \`_bucket\`, \`_sum\` and \`_count\` behind it.
- **Labels** have the values that stand behind them, or any: then at most so many as it says, and beyond these \`_other\`.
- **Other names** are on the page with \`aliases: true\` alone, as they stand here: no prefix is put before them.
- [statsd-mapping.yml](../../packages/metrics/statsd-mapping.yml) gives Prometheus' statsd_exporter the same names.`.split(
  '\n',
)

function section({ name, specifier, metrics }: PackageCatalog): readonly string[] {
  return [
    '',
    `## ${name}`,
    '',
    `Of \`${specifier}\`.`,
    '',
    '| id, and in Prometheus | kind | what | labels | other names |',
    '|---|---|---|---|---|',
    ...metrics.map((metric) => `| ${cells(metric).map(cell).join(' | ')} |`),
  ]
}

function cells(metric: MetricDefinition): readonly string[] {
  const { sample, aliases } = metricNames(metric)
  return [
    `\`${metric.id}\`<br>\`${sample}\``,
    metric.kind,
    metric.help,
    labelsOf(metric).join('<br>'),
    aliases.map((name) => `\`${name}\``).join('<br>'),
  ]
}

/** What `open(50)` leaves on a definition. */
type Capped = MetricDefinition & { readonly caps?: Readonly<Record<string, number>> }

const labelsOf = ({ labels, caps = {} }: Capped): readonly string[] =>
  Object.entries(labels).map(([name, values]) => {
    const most = caps[name] === undefined ? 'any' : `any ${caps[name]}`
    return `\`${name}\`: ${values === 'open' ? most : values.join(', ')}`
  })

const cell = (text: string): string => text.replaceAll('|', '\\|')
