import type { Check, Observer } from '@sallyport/core'
import type { CheckOptions } from './check-options.ts'
import type { Drained, DrainOptions } from './drain.ts'
import type { HealthReport } from './report.ts'

/** How a service is: what it says when it is asked, and what it does when it ends. */
export interface Health {
  /** That the process runs. Asks nothing and nobody, up to the end. */
  live(): HealthReport
  /** Whether requests should come: within the overall timeout, whatever the checks do. */
  ready(): HealthReport | Promise<HealthReport>
  /** Whether the service has begun: each critical check was up once. */
  startup(): Promise<HealthReport>
  /** How the checks of a group are. */
  group(name: string): HealthReport | Promise<HealthReport>
  /** How all checks are, of whatever group. */
  all(): Promise<HealthReport>
  /** Adds a check. Gives the way to remove it. */
  register(name: string, check: Check, options?: CheckOptions): () => void
  /**
   * Ends well: readiness says no, requests in flight are waited for, and what was left to
   * {@link Health.atEnd} is closed. Calling it again gives the same promise, which never rejects.
   */
  drain(options?: DrainOptions): Promise<Drained>
  /** Closes something when the service has drained, the last given first. */
  atEnd(name: string, close: () => unknown): void
  /** Told when the status of the service or of a check has changed, or draining begins. Gives the way to stop. */
  onChange(listener: (now: HealthReport, before: HealthReport) => void): () => void
  /** Counts requests in flight: give it to the adapter. */
  readonly inFlight: Observer
  readonly isDraining: boolean
  /** Stops asking. What was known is still reported. */
  close(): void
}
