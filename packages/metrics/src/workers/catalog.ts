import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'

/** Why a worker, or what it said, does not count. */
export type WorkerRefusal = (typeof workerRefusals)[number]

/** Why: a message of another form, one beyond the limits, an answer nobody asked for, a worker beyond `maxWorkers`. */
export const workerRefusals = ['malformed', 'too_large', 'unasked', 'too_many_workers'] as const

const workerStates = ['answered', 'late', 'silent'] as const

/** What a primary measures of its workers: among its own metrics, and so on the page of all. */
export const workerMetrics: {
  readonly workers: MetricDefinition<{ readonly state: (typeof workerStates)[number] }>
  readonly late: MetricDefinition<Readonly<Record<never, string>>>
  readonly ended: MetricDefinition<Readonly<Record<never, string>>>
  readonly refused: MetricDefinition<{ readonly reason: WorkerRefusal }>
} = defineMetrics({
  workers: {
    id: 'metrics.workers',
    kind: 'gauge',
    unit: '1',
    help: 'Workers by whether they answered this scrape, were late so that what they said before counts, or have said nothing yet.',
    labels: { state: workerStates },
  },
  late: {
    id: 'metrics.workers_late',
    kind: 'counter',
    unit: '1',
    help: 'Answers of workers that did not come in time.',
  },
  ended: {
    id: 'metrics.workers_ended',
    kind: 'counter',
    unit: '1',
    help: 'Workers that are gone; what they had counted stays.',
  },
  refused: {
    id: 'metrics.workers_refused',
    kind: 'counter',
    unit: '1',
    help: 'Messages and workers that were not taken.',
    labels: { reason: workerRefusals },
  },
})
