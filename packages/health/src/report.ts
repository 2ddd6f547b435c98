import type { Json } from '@sallyport/core'
import type { HealthCause, HealthStatus } from './status.ts'

/** How one of the things is that a service depends on. */
export interface CheckReport {
  readonly name: string
  readonly status: HealthStatus
  readonly cause?: HealthCause
  /** Whether the service is down without it. */
  readonly critical: boolean
  /** One sentence for the operator: no stack, no password. */
  readonly message?: string
  readonly detail?: Json
  /** When it was last heard of, in milliseconds since the epoch. */
  readonly at?: number
  /** How long it took to answer, or was waited for. */
  readonly durationMs?: number
  readonly tags: readonly string[]
}

/** How a service is: the worst of what it depends on. */
export interface HealthReport {
  readonly status: HealthStatus
  readonly cause?: HealthCause
  readonly service?: string
  readonly version?: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly uptimeMs: number
  readonly checks: readonly CheckReport[]
  /** The groups there are, where all checks are reported. */
  readonly groups?: readonly string[]
}
