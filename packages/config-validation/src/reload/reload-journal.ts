import { type AuditSink, containedSinks, type MetricsSink, noMetrics } from '@sallyport/core'
import { configEvents, configMetrics } from '../catalog.ts'
import type { ConfigError } from '../config-error.ts'
import type { ConfigChange } from './changed-paths.ts'

/** What asked for a reload: a file that became different, SIGHUP, or a call of `reload()`. */
export type ReloadTrigger = 'file' | 'signal' | 'call'

/** Where reloads are written down. */
export interface ReloadJournalOptions {
  /** Where reloads are recorded. @default records nothing */
  readonly audit?: AuditSink
  /** Where reloads are counted. @default measures nothing */
  readonly metrics?: MetricsSink
  /** Hears of what went wrong besides: a folder that cannot be watched, a sink or a listener that fails. @default prints to stderr */
  readonly onError?: (error: unknown) => void
}

/** Reloads, in records and numbers. A sink that fails stops nothing. */
export interface ReloadJournal {
  started(): void
  changed(change: ConfigChange, trigger: ReloadTrigger, restartPending: number): void
  unchanged(trigger: ReloadTrigger): void
  rejected(error: ConfigError, trigger: ReloadTrigger): void
  /** Runs something of the caller's; what goes wrong in it is told, and ends nothing. */
  contained(run: () => unknown): void
  tell(error: unknown): void
}

const actor = { kind: 'service', id: 'config-validation' } as const

/** A journal of these sinks. */
export function reloadJournal(options: ReloadJournalOptions): ReloadJournal {
  const { audit, metrics = noMetrics, onError } = options
  const { attempt: contained, record, tell } = containedSinks({ audit, metrics, onError })
  const count = (outcome: 'changed' | 'unchanged' | 'rejected', trigger: ReloadTrigger): void =>
    contained(() => metrics.add(configMetrics.reloads, 1, { outcome, trigger }))
  const valid = (is: 0 | 1): void => contained(() => metrics.set(configMetrics.valid, is))
  return {
    contained,
    tell,
    started() {
      valid(1)
      contained(() => metrics.set(configMetrics.restartPending, 0))
    },
    changed({ changed, needsRestart }, trigger, restartPending) {
      count('changed', trigger)
      valid(1)
      contained(() => metrics.set(configMetrics.restartPending, restartPending))
      const { type } = configEvents.changed
      const targets = changed.map((id) => ({ kind: 'setting', id }))
      record({ type, outcome: 'success', actor, targets, event: { trigger, needsRestart } })
    },
    unchanged(trigger) {
      count('unchanged', trigger)
      valid(1)
    },
    rejected({ issues }, trigger) {
      count('rejected', trigger)
      valid(0)
      const { type } = configEvents.rejected
      const found = issues.map(({ path, code }) => ({ path, code }))
      const event = { trigger, issues: found }
      record({ type, outcome: 'failure', actor, reason: 'reload_rejected', event })
    },
  }
}
