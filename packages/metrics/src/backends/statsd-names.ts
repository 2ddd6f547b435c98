import type { Labels, MetricDefinition } from '@sallyport/core'
import type { Cell } from '../cell.ts'

/** Whether labels are DogStatsD's tags, or part of the name. */
export type StatsdTags = 'dogstatsd' | 'none'

/** What one metric is called, made by {@link statsdTemplate}. */
export interface StatsdTemplate {
  readonly metric: Pick<MetricDefinition, 'id' | 'kind' | 'labels'>
  readonly name: string
}

/**
 * What a metric is called in StatsD, labels in braces: `webhook.{service}.duration`. The client's own prefix comes
 * before it.
 *
 * @throws TypeError for characters that no name may have, and for a label that the metric has not.
 *
 * @example
 * ```ts
 * import { defineMetrics } from '@sallyport/metrics'
 * import { statsdTemplate } from '@sallyport/metrics/statsd'
 *
 * const { jobs } = defineMetrics({
 *   jobs: { id: 'jobs.done', kind: 'counter', unit: '1', help: 'Jobs.', labels: { queue: ['mail'] } },
 * })
 * console.log(statsdTemplate(jobs, 'jobs.{queue}.done').name) // prints: jobs.{queue}.done
 * ```
 */
export function statsdTemplate<L extends Labels>(
  metric: MetricDefinition<L>,
  name: string,
): StatsdTemplate {
  const rest = name.replace(placeholder, (_, label: string) => {
    if (Object.hasOwn(metric.labels, label)) return 'x'
    throw new TypeError(`metrics: "${metric.id}" has no label "${label}", got ${name}`)
  })
  if (/^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$/.test(rest)) return { metric, name }
  throw new TypeError(`metrics: a StatsD name must be dotted words and {labels}, got ${name}`)
}

const placeholder = /\{([^{}]*)\}/g

/** The names of all series. */
export class StatsdNames {
  readonly #templates: ReadonlyMap<string, string>
  readonly #tags: StatsdTags

  /** Throws a TypeError where two gauges would be one name. */
  constructor(templates: readonly StatsdTemplate[], tags: StatsdTags) {
    for (const { metric, name } of templates) {
      const lost = Object.keys(metric.labels).find((label) => !name.includes(`{${label}}`))
      // Sums of several series are a sum; of several gauges the last would win.
      if (tags === 'none' && metric.kind === 'gauge' && lost !== undefined) {
        throw new TypeError(`metrics: the gauge "${metric.id}" needs {${lost}} in ${name}`)
      }
    }
    this.#templates = new Map(templates.map(({ metric, name }) => [metric.id, name]))
    this.#tags = tags
  }

  /** What a metric is called, labels in braces. */
  template({ id, labels }: Pick<MetricDefinition, 'id' | 'labels'>): string {
    const given = this.#templates.get(id)
    if (given !== undefined) return given
    if (this.#tags === 'dogstatsd') return id
    return [id, ...Object.keys(labels).map((label) => `${label}.{${label}}`)].join('.')
  }

  /** One series' name. */
  name({ family, values }: Cell): string {
    const { definition, labelNames } = family
    return this.template(definition).replace(placeholder, (_, label: string) =>
      inName(values[labelNames.indexOf(label)] ?? ''),
    )
  }

  /** One series' tags: the labels that are not in its name. */
  tags({ family, values }: Cell): string[] {
    if (this.#tags === 'none') return []
    const template = this.template(family.definition)
    const own = family.labelNames
      .map((name, i) => [name, values[i] as string] as const)
      .filter(([name, value]) => value !== '' && !template.includes(`{${name}}`))
    return [...family.constantLabels, ...own].map(([name, value]) => `${name}:${inTag(value)}`)
  }
}

// Not what is known to be dangerous, but what is known not to be: servers differ in where they split.
const inName = (value: string): string => value.replace(/[^a-zA-Z0-9_-]/g, '_') || 'none'
const inTag = (value: string): string => value.replace(/[^\p{L}\p{N}_./-]/gu, '_')
