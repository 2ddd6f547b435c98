/** Label names and values of one measurement. */
export type Labels = Readonly<Record<string, string>>

/**
 * A metric is a value. The sink takes the definition, so that a typo in a name, a label or a
 * label's value does not compile, and everything there is to measure can be listed.
 */
export interface MetricDefinition<L extends Labels = Labels> {
  /** Dotted, `snake_case` words: `api_key.validation_attempts`. */
  readonly id: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  /** A count, seconds, bytes, or a share from 0 to 1. */
  readonly unit: '1' | 's' | 'By' | 'ratio'
  /** One sentence. */
  readonly help: string
  /** Every value a label may take, or `open` (bounded by the sink). */
  readonly labels: { readonly [K in keyof L]: readonly L[K][] | 'open' }
  /** Upper bounds of a histogram's buckets, ascending. */
  readonly buckets?: readonly number[]
  /** Other names under which it is known. */
  readonly aliases?: readonly string[]
}

interface MetricShape extends Omit<MetricDefinition, 'labels'> {
  readonly labels?: Readonly<Record<string, readonly string[] | 'open'>>
}

type LabelsOf<S> = S extends { readonly labels: infer D }
  ? { readonly [K in keyof D]: D[K] extends readonly (infer V extends string)[] ? V : string }
  : { readonly [name: string]: never }

/**
 * Defines a metric; its labels' names and values become its type.
 *
 * @example
 * ```ts
 * import { defineMetric } from '@sallyport/core'
 * import { recordMetrics } from '@sallyport/core/testing'
 *
 * const logins = defineMetric({
 *   id: 'app.logins',
 *   kind: 'counter',
 *   unit: '1',
 *   help: 'Logins by outcome.',
 *   labels: { outcome: ['good', 'bad'] },
 * })
 * const metrics = recordMetrics()
 * metrics.add(logins, 1, { outcome: 'good' })
 * console.log(metrics.value(logins, { outcome: 'good' })) // prints: 1
 * ```
 */
export function defineMetric<const S extends MetricShape>(shape: S): MetricDefinition<LabelsOf<S>> {
  return Object.freeze({ labels: {}, ...shape }) as MetricDefinition<LabelsOf<S>>
}

/** Labels are an argument exactly when the metric has some. */
export type LabelArguments<L extends Labels> = [L[keyof L]] extends [never]
  ? [labels?: L]
  : Partial<L> extends L
    ? [labels?: L]
    : [labels: L]

/** Where measurements go. Nothing here throws, waits or answers. */
export interface MetricsSink {
  /** Adds to a counter, or to a gauge. */
  add<L extends Labels>(
    metric: MetricDefinition<L>,
    value: number,
    ...labels: LabelArguments<NoInfer<L>>
  ): void
  /** Sets a gauge. */
  set<L extends Labels>(
    metric: MetricDefinition<L>,
    value: number,
    ...labels: LabelArguments<NoInfer<L>>
  ): void
  /** Adds an observation to a histogram. */
  observe<L extends Labels>(
    metric: MetricDefinition<L>,
    value: number,
    ...labels: LabelArguments<NoInfer<L>>
  ): void
  /** The series itself, for the hot path. Optional: use it where it is there. */
  bind?<L extends Labels>(
    metric: MetricDefinition<L>,
    ...labels: LabelArguments<NoInfer<L>>
  ): BoundMetric
}

/** One series of a metric. */
export interface BoundMetric {
  add(value: number): void
  set(value: number): void
  observe(value: number): void
}

/** What has been measured so far: what an SLO asks. */
export interface MetricsReader {
  /** Every series of a metric. Empty when nothing was measured. */
  read<L extends Labels>(metric: MetricDefinition<L>): readonly Series<L>[]
}

/** One series as it stands. */
export interface Series<L extends Labels = Labels> {
  readonly labels: L
  /** Of a counter or a gauge. */
  readonly value?: number
  readonly histogram?: HistogramValue
  /** How often the series began again from zero. */
  readonly resets: number
}

/** A histogram's state; `buckets` are cumulative counts beside their upper bounds. */
export interface HistogramValue {
  readonly buckets: readonly { readonly le: number; readonly count: number }[]
  readonly sum: number
  readonly count: number
}

/** Measures nothing: the default everywhere. */
export const noMetrics: MetricsSink = Object.freeze({ add() {}, set() {}, observe() {} })
