import {
  type AuditSink,
  type Check,
  type Clock,
  type MetricsSink,
  type MonotonicClock,
  noAudit,
  noMetrics,
  type Random,
  systemClock,
  systemMonotonic,
  systemRandom,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import type { CheckOptions } from './check-options.ts'
import { demandAtLeast, settle } from './settle.ts'

/** What a service is asked for, and how. */
export interface HealthOptions {
  /** Its name, for the report. */
  readonly service?: string
  readonly version?: string
  /** What it depends on, by name. @default nothing */
  readonly checks?: Readonly<Record<string, Check | (CheckOptions & { readonly check: Check })>>
  /** How long after its beginning what is down counts as degraded. @default 30_000 */
  readonly startupGraceMs?: number
  /** Within which every probe is answered: Kubernetes waits a second. @default 800 */
  readonly overallTimeoutMs?: number
  /** @default measures nothing */
  readonly metrics?: MetricsSink
  /** Records every change. @default records nothing */
  readonly audit?: AuditSink
  /** Hears what a listener, a sink or a close threw. @default prints to stderr */
  readonly onError?: (error: unknown) => void
  readonly clock?: Clock
  readonly monotonic?: MonotonicClock
  readonly timers?: Timers
  readonly random?: Random
}

/** The options with their defaults. */
export type HealthSettings = Required<Omit<HealthOptions, Bare>> & Pick<HealthOptions, Bare>

type Bare = 'service' | 'version' | 'onError'

const defaults: HealthSettings = {
  checks: {},
  startupGraceMs: 30_000,
  overallTimeoutMs: 800,
  metrics: noMetrics,
  audit: noAudit,
  clock: systemClock,
  monotonic: systemMonotonic,
  timers: systemTimers,
  random: systemRandom,
}

/** Throws for what cannot be. */
export function healthSettings(options: HealthOptions): HealthSettings {
  const where = 'health: createHealth()'
  const settings = settle(where, defaults, options, ['service', 'version', 'onError'])
  demandAtLeast<HealthSettings>(where, settings, { startupGraceMs: 0, overallTimeoutMs: 1 })
  return settings
}
