import {
  type AuditEvent,
  type AuditSink,
  type MetricsSink,
  noAudit,
  noMetrics,
} from '@sallyport/core'
import { configEvents, configMetrics } from '../catalog.ts'
import type { ConfigError } from '../config-error.ts'
import type { ConfigChange } from './changed-paths.ts'

/** What asked for a reload: a file that became different, SIGHUP, or a call of `reload()`. */
export type ReloadTrigger = 'file' | 'signal' | 'call'

/** Where reloads are written down. */
export interface ReloadJournalOptions {
  /** Where reloads are recorded. @default nowhere */
  readonly audit?: AuditSink
  /** Where reloads are counted. @default nowhere */
  readonly metrics?: MetricsSink
  /** Hears of what went wrong besides: a folder that cannot be watched, a sink or a listener that fails. @default prints it */
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
  const { audit = noAudit, metrics = noMetrics, onError = print } = options
  const tell = (error: unknown): void => {
    try {
      onError(error)
    } catch {
      // There is nobody left to tell.
    }
  }
  const contained = (run: () => unknown): void => {
    try {
      const answer = run()
      if (answer instanceof Promise) answer.catch(tell)
    } catch (error) {
      tell(error)
    }
  }
  const record = (event: AuditEvent): void => contained(() => audit.record(event))
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

function print(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: a rejected reload that nobody hears of would be worse
  console.error('config-validation:', error)
}
