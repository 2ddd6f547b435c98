import type { HealthSettings } from './health-options.ts'
import type { Probe } from './probe.ts'
import type { CheckReport, HealthReport } from './report.ts'
import { type HealthStatus, worse } from './status.ts'

/** What reports depend on besides the checks. */
export interface Course {
  readonly isDraining: boolean
  /** Whether checks are still asked. */
  readonly isAsking: boolean
}

/** Makes reports of checks. */
export interface Reporter {
  /** Of what is known. */
  reportOf(chosen: readonly Probe[], late?: (probe: Probe) => boolean): HealthReport
  /** As it is known when all of it still holds; else asked, and not waited for beyond the deadline. */
  asked(chosen: readonly Probe[]): HealthReport | Promise<HealthReport>
}

/** Reports of checks, of what is known or what they answer in time. */
export function reporter(settings: HealthSettings, course: () => Course): Reporter {
  const { clock, monotonic, timers, service, version, startupGraceMs, overallTimeoutMs } = settings
  const began = monotonic()
  const reportOf: Reporter['reportOf'] = (chosen, late = () => false) => {
    const now = monotonic()
    const uptimeMs = Math.max(0, now - began)
    const inGrace = uptimeMs < startupGraceMs
    const checks = chosen.map((probe) => probe.report({ now, inGrace, isLate: late(probe) }))
    const status = checks.reduce<HealthStatus>((all, one) => worse(all, one.status), 'up')
    return {
      ...(course().isDraining ? draining : { status, ...causeOf(status, checks) }),
      ...(service !== undefined && { service }),
      ...(version !== undefined && { version }),
      at: clock(),
      uptimeMs,
      checks,
    }
  }
  return {
    reportOf,
    asked(chosen) {
      const now = monotonic()
      const waiting = chosen.filter((probe) => !probe.isFresh(now))
      if (waiting.length === 0 || !course().isAsking) return reportOf(chosen)
      return new Promise((resolve) => {
        const unheard = new Set(waiting)
        const done = (): void => resolve(reportOf(chosen, (probe) => unheard.has(probe)))
        const cancel = timers.after(overallTimeoutMs, done)
        for (const probe of waiting) {
          void probe.ask().then(() => {
            unheard.delete(probe)
            if (unheard.size > 0) return
            cancel()
            done()
          })
        }
      })
    },
  }
}

const draining = { status: 'down', cause: 'draining' } as const

/** The cause that all of what is worst has, when it is one. */
function causeOf(worst: HealthStatus, checks: readonly CheckReport[]): Pick<HealthReport, 'cause'> {
  const causes = new Set(checks.filter(({ status }) => status === worst).map(({ cause }) => cause))
  const [cause] = causes
  return causes.size === 1 && cause !== undefined ? { cause } : {}
}
