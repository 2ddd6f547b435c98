import { type ManualTime, manualTime } from '@sallyport/core/testing'
import type { Health, HealthOptions, HealthReport } from '@sallyport/health'
import { createHealth } from '@sallyport/health'
import { turns } from './turns.ts'

/** A health without grace whose time passes when the test says so. */
export interface FakeHealth {
  readonly health: Health
  readonly time: ManualTime
  /** Lets time pass, and what falls due be heard of. */
  pass(ms: number): Promise<void>
  /** Each check of what `ready()` says, as `name status cause`. */
  said(): Promise<string>
}

export function fakeHealth(options: HealthOptions): FakeHealth {
  const time = manualTime(1_800_000_000_000)
  const { clock, monotonic, timers } = time
  const health = createHealth({ startupGraceMs: 0, clock, monotonic, timers, ...options })
  return {
    health,
    time,
    async pass(ms) {
      await turns()
      time.advance(ms)
      await turns()
    },
    async said() {
      return saying(await health.ready())
    },
  }
}

/** A report in one line: `down: database down, search degraded noncritical`. */
export const saying = ({ status, cause, checks }: HealthReport): string => {
  const all = checks.map((check) =>
    [check.name, check.status, check.cause].filter(Boolean).join(' '),
  )
  return [[status, cause].filter(Boolean).join(' '), all.join(', ')].join(': ')
}
