import { type AuditEvent, type AuditSink, noAudit } from './audit.ts'
import { coreMetrics } from './catalog.ts'
import { demandOptions } from './demand-options.ts'
import { type MetricsSink, noMetrics } from './metric.ts'
import { printError } from './on-error.ts'

/** Where it is written down what happens without a request. */
export interface SinkOptions {
  /** @default records nothing */
  readonly audit?: AuditSink | undefined
  /** @default measures nothing */
  readonly metrics?: MetricsSink | undefined
  /** Hears what a sink or a listener threw. @default prints to stderr */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Sinks and listeners that cannot disturb whoever writes to them. */
export interface ContainedSinks {
  /** Runs what is somebody else's, at once. What it throws or rejects with is told. */
  attempt(run: () => unknown): void
  /** Records, and waits for nothing. A record that is lost is counted in `core.dropped`, and told. */
  record(event: AuditEvent): void
  /** Tells `onError`, whatever that does. */
  tell(error: unknown): void
}

/**
 * Contains what a background task writes to: no sink and no listener ends it, and what is lost is counted
 * and told.
 *
 * @example
 * ```ts
 * import { containedSinks, coreMetrics } from '@sallyport/core'
 * import { recordMetrics } from '@sallyport/core/testing'
 *
 * const metrics = recordMetrics()
 * const audit = { record: () => Promise.reject(new Error('the disk is full')) }
 * const { record } = containedSinks({ audit, metrics, onError: (error) => console.log(String(error)) })
 * record({ type: 'feed.renewed', outcome: 'success' })
 * await new Promise(setImmediate) // prints: Error: the disk is full
 * console.log(metrics.value(coreMetrics.dropped, { sink: 'audit' })) // prints: 1
 * ```
 */
export function containedSinks(options: SinkOptions = {}): ContainedSinks {
  demandOptions('core: containedSinks()', options, ['audit', 'metrics', 'onError'])
  const { audit = noAudit, metrics = noMetrics, onError = printError } = options
  // When that fails, too, there is nobody left to tell.
  const tell = (error: unknown): void => void begun(() => onError(error)).catch(() => {})
  const attempt = (run: () => unknown): void => void begun(run).catch(tell)
  return {
    tell,
    attempt,
    record(event) {
      begun(() => audit.record(event)).catch((error: unknown) => {
        attempt(() => metrics.add(coreMetrics.dropped, 1, { sink: 'audit' }))
        tell(error)
      })
    },
  }
}

/** Run now, and rejected with whatever it fails with, now or later. */
const begun = (run: () => unknown): Promise<unknown> => new Promise((done) => done(run()))
