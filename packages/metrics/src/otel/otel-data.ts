import type { Labels } from '@sallyport/core'

// What OpenTelemetry's SDK calls ResourceMetrics and what is in it, by structure: its lists may be changed there.

/** Seconds and nanoseconds since the epoch. */
export type OtelTime = [seconds: number, nanoseconds: number]

/** One series at one time. */
export interface OtelPoint<T> {
  readonly startTime: OtelTime
  readonly endTime: OtelTime
  readonly attributes: Labels
  readonly value: T
}

/** A histogram's state; `counts` are not cumulative, and the last is what is above all boundaries. */
export interface OtelHistogram {
  readonly buckets: { readonly boundaries: number[]; readonly counts: number[] }
  /** Not of what may be negative. */
  readonly sum?: number
  readonly count: number
}

interface Data {
  readonly descriptor: {
    readonly name: string
    readonly description: string
    readonly unit: string
    /** A double. */
    readonly valueType: 1
  }
  /** Of what came since the last collection, or since the start. */
  readonly aggregationTemporality: 0 | 1
}

/** One metric. */
export type OtelMetric =
  | (Data & {
      readonly dataPointType: 3
      readonly isMonotonic: true
      readonly dataPoints: OtelPoint<number>[]
    })
  | (Data & { readonly dataPointType: 2; readonly dataPoints: OtelPoint<number>[] })
  | (Data & { readonly dataPointType: 0; readonly dataPoints: OtelPoint<OtelHistogram>[] })

/** What a collection gives. The reader keeps its own resource. */
export interface OtelCollection {
  readonly resourceMetrics: {
    readonly resource: OtelResource
    readonly scopeMetrics: {
      readonly scope: { readonly name: string }
      readonly metrics: OtelMetric[]
    }[]
  }
  readonly errors: unknown[]
}

/** A resource that says nothing. */
export interface OtelResource {
  readonly attributes: Readonly<Record<string, never>>
  merge(other: never): never
  getRawAttributes(): []
}

/** The one that a collection gives: the reader has its own. */
export const noResource: OtelResource = {
  attributes: {},
  merge: (other) => other,
  getRawAttributes: () => [],
}

/** A unit as OpenTelemetry spells it. */
export const otelUnit = (unit: '1' | 's' | 'By' | 'ratio'): string =>
  unit === 'ratio' ? '1' : unit

/** The name of what measured. */
export const ownScope = '@sallyport/metrics'
