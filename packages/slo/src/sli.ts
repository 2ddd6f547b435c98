import type { Check, MetricDefinition } from '@sallyport/core'

/** Series of one metric: all that have these labels. Read by a `MetricsReader` and by Prometheus alike. */
export interface Selection {
  /** A counter, or the histogram whose observations are counted. A text is a name in Prometheus alone. */
  readonly metric: MetricDefinition<never> | string
  readonly where?: Readonly<Record<string, string | readonly string[]>>
  readonly except?: Readonly<Record<string, string | readonly string[]>>
}

/** Events per second, as PromQL with `{{window}}` where its range stands. Prometheus alone can answer it. */
export interface Query {
  readonly promql: string
}

export type Counted = Selection | Query

/** What is judged. Where only the process records, `ratio()` and `latency({ underSeconds })` need nothing else. */
export type Sli =
  | {
      readonly kind: 'ratio'
      readonly good?: Counted
      readonly bad?: Counted
      readonly total?: Counted
    }
  | {
      readonly kind: 'latency'
      /** Good is what took less than this: equal is bad, and bad is what Prometheus' `le` counts as equal. */
      readonly underSeconds: number
      readonly histogram?: Selection
    }
  | {
      readonly kind: 'threshold'
      readonly query: string
      readonly op: 'lt' | 'lte' | 'gt' | 'gte'
      readonly value: number
    }
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'raw'; readonly errorRatio: string }
  | {
      readonly kind: 'composite'
      readonly of: readonly { readonly slo: string; readonly weight?: number }[]
      /** `weighted`: the weighted share of good; `any-bad`/`all-bad`: of slices. */
      readonly combine: 'weighted' | 'any-bad' | 'all-bad'
    }
