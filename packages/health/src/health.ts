import type { Check, Observer } from '@sallyport/core'
import type { CheckOptions } from './check-options.ts'
import type { HealthReport } from './report.ts'

/** How a service is: what it says when it is asked, and what it does when it ends. */
export interface Health {
  /** That the process runs. Asks nothing and nobody, up to the end. */
  live(): HealthReport
  /** Whether requests should come: within the overall timeout, whatever the checks do. */
  ready(): HealthReport | Promise<HealthReport>
  /** Whether the service has begun: each critical check was up once. */
  startup(): HealthReport | Promise<HealthReport>
  /** How the checks of a group are. */
  group(name: string): HealthReport | Promise<HealthReport>
  /** Adds a check. Gives the way to remove it. */
  register(name: string, check: Check, options?: CheckOptions): () => void
  /**
   * Ends well: readiness says no, requests in flight are waited for, and what was left to
   * {@link Health.atEnd} is closed. Calling it again gives the same promise.
   */
  drain(options?: DrainOptions): Promise<Drained>
  /** Closes something when the service has drained, the last given first. */
  atEnd(name: string, close: () => unknown): void
  /** Told of every change of readiness. Gives the way to stop. */
  onChange(listener: (now: HealthReport, before: HealthReport) => void): () => void
  /** Counts requests in flight: give it to the adapter. */
  readonly inFlight: Observer
  readonly isDraining: boolean
  /** Stops asking. */
  close(): void
}

/** How a service ends. */
export interface DrainOptions {
  /** How long requests are still taken after readiness has said no: until balancers have noticed. @default 5_000 */
  readonly delayMs?: number
  /** How long requests in flight are waited for after that, and then each thing that is closed. @default 20_000 */
  readonly timeoutMs?: number
}

/** How it ended. */
export interface Drained {
  /** Requests that were still in flight. */
  readonly inFlight: number
  /** What could not be closed, or not in time. */
  readonly failed: readonly string[]
}
