import type { MetricDefinition } from '@sallyport/core'
import type { Families } from '../families.ts'
import type { Family } from '../family.ts'
import type { CappedMetric } from '../open-label.ts'
import type { MergingMetric } from './gauge-merge.ts'
import { widthOf } from './merged-series.ts'

/** A metric as a worker says it is. */
export interface WorkerMetric {
  readonly definition: MergingMetric
  /** The labels in the worker's order. */
  readonly names: readonly string[]
  readonly kind: MetricDefinition['kind']
  readonly width: number
}

/** The same beside those of the others. */
export interface WorkerFamily extends WorkerMetric {
  /** Where it is merged. What cannot be registered beside the others is left out, and counted. */
  readonly family: Family | undefined
}

/** Characters of one definition, whatever is in it. */
const longestDefinition = 65_536

/** A worker's metric, which nobody knows of yet. Undefined for what is none. */
export function workerMetric(given: unknown): WorkerMetric | undefined {
  const definition = definitionOf(given)
  if (definition === undefined) return undefined
  const { kind, labels, buckets = [] } = definition
  return { definition, names: Object.keys(labels), kind, width: widthOf(kind, buckets.length) }
}

/** A worker's metric, registered if it was not. */
export function workerFamily(metric: WorkerMetric, families: Families): WorkerFamily {
  const { definition, kind } = metric
  const isNew = families.named(definition.id) === undefined
  const family = families.of(definition)
  // What a metric without labels shows before a worker has said so would be made up.
  if (isNew && kind === 'gauge') for (const cell of [...(family?.cells() ?? [])]) family?.end(cell)
  return { ...metric, family }
}

/** A copy with what a definition has; whether that is right is judged where it is registered. */
function definitionOf(given: unknown): (MergingMetric & CappedMetric) | undefined {
  const text = JSON.stringify(given) as string | undefined
  if (text === undefined || text.length > longestDefinition) return undefined
  const { id, kind, unit, help, labels, buckets, aliases, caps, merge } = JSON.parse(text)
  const isOne =
    ['counter', 'gauge', 'histogram'].includes(kind) &&
    typeof labels === 'object' &&
    labels !== null &&
    Object.values(labels).every((values) => values === 'open' || Array.isArray(values)) &&
    (buckets === undefined || Array.isArray(buckets)) &&
    (aliases === undefined || Array.isArray(aliases))
  return isOne
    ? {
        ...{ id, kind, unit, help, labels },
        ...(buckets && { buckets }),
        ...(aliases && { aliases }),
        ...(caps && { caps }),
        ...(merge && { merge }),
      }
    : undefined
}
