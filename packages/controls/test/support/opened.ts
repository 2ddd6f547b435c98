import {
  type Controls,
  type ControlsOptions,
  type ControlsSource,
  controls,
  operationalFlags,
  type SetOptions,
} from '@sallyport/controls'
import type { AuditEvent, AuditParty } from '@sallyport/core'
import {
  type AuditRecorder,
  type ManualTime,
  type MetricsRecorder,
  manualTime,
  recordAudit,
  recordMetrics,
} from '@sallyport/core/testing'

/** When tests begin: 2026-11-21T12:00:00Z. */
export const noon: number = Date.parse('2026-11-21T12:00:00Z')
export const minute: number = 60_000
/** Somebody of a name. */
export const user = (id: string): AuditParty => ({ kind: 'user', id })
export const ada: SetOptions = { actor: user('ada'), why: 'ticket 7' }

export type Operational = typeof operationalFlags

/** Flags, and what was recorded of them. */
export interface Opened {
  readonly flags: Controls<Operational>
  readonly time: ManualTime
  readonly audit: AuditRecorder
  readonly metrics: MetricsRecorder
  readonly errors: readonly unknown[]
  recorded(type: string): readonly AuditEvent[]
}

/** Operational flags on a source, with everything recorded. */
export function opened(
  source?: ControlsSource,
  {
    time = manualTime(noon),
    ...more
  }: Partial<ControlsOptions<Operational>> & { readonly time?: ManualTime } = {},
): Opened {
  const audit = recordAudit()
  const metrics = recordMetrics()
  const errors: unknown[] = []
  const flags: Controls<Operational> = controls({
    ...{ definition: operationalFlags, audit, metrics, clock: time.clock, timers: time.timers },
    ...(source === undefined ? {} : { source }),
    onError: (error) => errors.push(error),
    ...more,
  })
  const recorded = (type: string) => audit.events.filter((event) => event.type === type)
  return { flags, time, audit, metrics, errors, recorded }
}

/** Lets what was asked of a source in memory be answered. */
export const answered = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve()
}
