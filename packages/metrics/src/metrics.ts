import type {
  BoundMetric,
  Cancel,
  LabelArguments,
  Labels,
  MetricDefinition,
  MetricsReader,
  MetricsSink,
} from '@sallyport/core'
import type { Collector } from './collectors.ts'
import type { Family } from './family.ts'
import type { Counter, Gauge, Histogram } from './handles.ts'
import type { InFlight } from './in-flight.ts'
import type { Timer } from './timer.ts'

/**
 * All metrics of a program: what the packages write to (`MetricsSink`), what objectives read from
 * (`MetricsReader`), handles for one's own code, and the families that pages are made of.
 */
export interface Metrics extends MetricsSink, MetricsReader {
  /** The series itself, for the hot path. */
  bind<L extends Labels>(
    metric: MetricDefinition<L>,
    ...labels: LabelArguments<NoInfer<L>>
  ): BoundMetric
  /** A handle. Throws a TypeError if the metric is no counter or cannot be registered; so do the others. */
  counter<L extends Labels>(metric: MetricDefinition<L>): Counter<L>
  gauge<L extends Labels>(metric: MetricDefinition<L>): Gauge<L>
  histogram<L extends Labels>(metric: MetricDefinition<L>): Histogram<L>
  /** Of a histogram in seconds. */
  timer<L extends Labels>(metric: MetricDefinition<L>): Timer<L>
  /** Of a gauge. */
  inFlight<L extends Labels>(metric: MetricDefinition<L>): InFlight<L>
  /** Reads a gauge at every scrape and flush, until the answer is called. Series that the collector does not set end. */
  collect<L extends Labels>(metric: MetricDefinition<L>, collector: Collector<L>): Cancel
  /** Every metric in the order of its registration, as it stands. */
  families(): readonly Family[]
  /** The same, after the collectors have run. Never rejects, and takes no longer than the slowest may. */
  gather(): Promise<readonly Family[]>
  /** Runs the collectors and has every backend send what it has. Never rejects. */
  flush(): Promise<void>
  /** Flushes, and lets go of the backends. What is measured afterwards is still counted here. */
  close(): Promise<void>
}
