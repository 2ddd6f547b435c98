import {
  type Controls,
  type ControlsOptions,
  type ControlsSource,
  controls,
  operationalFlags,
} from '@sallyport/controls'
import { type ManualTime, manualTime, recordAudit, recordMetrics } from '@sallyport/core/testing'

/** When tests begin: 2026-11-21T12:00:00Z. */
export const noon = Date.parse('2026-11-21T12:00:00Z')
export const minute = 60_000
export const ada = { who: 'ada', why: 'ticket 7' }

export type Operational = typeof operationalFlags

/** Operational flags on a source, with everything recorded. */
export function opened(
  source?: ControlsSource,
  {
    time = manualTime(noon),
    ...more
  }: Partial<ControlsOptions<Operational>> & { readonly time?: ManualTime } = {},
) {
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
