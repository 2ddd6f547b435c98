import type { MetricDefinition } from '@sallyport/core'
import type { Metrics } from '@sallyport/metrics'

/** Measures each metric with every value of its labels; open ones get what somebody might send. */
export function measureAll(metrics: Metrics, definitions: readonly MetricDefinition[]): void {
  for (const metric of definitions) {
    const lists = Object.entries(metric.labels).map(
      ([name, values]) => [name, values === 'open' ? hostileTexts : values] as const,
    )
    const most = Math.max(1, ...lists.map(([, values]) => values.length))
    for (let i = 0; i < most; i++) {
      const labels = Object.fromEntries(
        lists.map(([name, values]) => [name, values[i % values.length] as string]),
      )
      if (metric.kind === 'histogram') metrics.observe(metric, i / 7, labels)
      else metrics.add(metric, i + 0.5, labels)
    }
  }
}

/** Label values that make a page into another one where they are not escaped. */
export const hostileTexts: readonly string[] = [
  'plain',
  'x"} 1\nmira_health_status 0\nevil{z="',
  '\\',
  '\\"',
  '\\n',
  '\n# EOF\n',
  '\r\n\r\n',
  '\0\u0001\u007f',
  '\u0085\u2028\u2029\ufeff',
  ' # {trace_id="x"} 1',
  '} 1 # {',
  ',le="1"',
  '\ud800',
  '😀é\u0301',
  '__proto__',
  'NaN',
]
