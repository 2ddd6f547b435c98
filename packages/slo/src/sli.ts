import type { Check, MetricDefinition } from '@sallyport/core'

/** Series of one metric: all that have these labels. Read by a `MetricsReader` and by Prometheus alike. */
export interface Selection {
  /** A counter, or the histogram whose observations are counted. A text is a name in Prometheus alone. */
  readonly metric: MetricDefinition | string
  readonly where?: Readonly<Record<string, string | readonly string[]>>
  readonly except?: Readonly<Record<string, string | readonly string[]>>
}

/** Events per second, as PromQL with `{{window}}` where its range stands. Prometheus alone can answer it. */
export interface Query {
  readonly promql: string
}

/** What is counted: series of a metric, or a query. */
export type Counted = Selection | Query

/** What is judged. What a process records itself needs no selections: `{ kind: 'ratio' }`, `{ kind: 'latency', underSeconds: 2 }`. */
export type Sli =
  | {
      readonly kind: 'ratio'
      /** One of `good` and `bad`, with `total`. */
      readonly good?: Counted
      readonly bad?: Counted
      readonly total?: Counted
    }
  | {
      readonly kind: 'latency'
      /**
       * Good is what took less than this. From a histogram it must be the bound of a bucket, and what took
       * exactly so long is good there, because a bucket includes its bound.
       */
      readonly underSeconds: number
      readonly histogram?: Selection
    }
  | {
      readonly kind: 'threshold'
      readonly query: string
      readonly op: 'lt' | 'lte' | 'gt' | 'gte'
      readonly value: number
    }
  /** Asked whenever it is evaluated; each answer is an event. */
  | { readonly kind: 'check'; readonly check: Check }
  /** PromQL for the share of bad ones, with `{{window}}` where its range stands. */
  | { readonly kind: 'raw'; readonly errorRatio: string }
  | {
      readonly kind: 'composite'
      /** By `service/name`; a weight is a whole number, 1 if it is left out. */
      readonly of: readonly { readonly slo: string; readonly weight?: number }[]
      /** `weighted`: the weighted mean of the shares. Else a slice is bad when any, or all, of them are bad in it. */
      readonly combine: 'weighted' | 'any-bad' | 'all-bad'
    }
