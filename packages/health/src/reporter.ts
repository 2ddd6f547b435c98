import type { HealthSettings } from './health-options.ts'
import type { Probe } from './probe.ts'
import type { CheckReport, HealthReport } from './report.ts'
import { type HealthStatus, worse } from './status.ts'
import { within } from './within.ts'

/** What reports depend on besides the checks. */
export interface Course {
  readonly isDraining: boolean
  /** Whether checks are still asked. */
  readonly isAsking: boolean
}

/** Makes reports of checks. */
export interface Reporter {
  /** Of what is known. */
  reportOf(chosen: readonly Probe[], late?: ReadonlySet<Probe>): HealthReport
  /** As it is known when all of it still holds; else asked, and not waited for beyond the deadline. */
  asked(chosen: readonly Probe[]): HealthReport | Promise<HealthReport>
}

/** Reports of checks, of what is known or what they answer in time. */
export function reporter(settings: HealthSettings, course: () => Course): Reporter {
  const { clock, monotonic, timers, service, version, startupGraceMs, overallTimeoutMs } = settings
  const began = monotonic()
  const reportOf: Reporter['reportOf'] = (chosen, late = none) => {
    const now = monotonic()
    const uptimeMs = Math.max(0, now - began)
    const inGrace = uptimeMs < startupGraceMs
    const checks = chosen.map((probe) => probe.report({ now, inGrace, isLate: late.has(probe) }))
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
      const unheard = new Set(chosen.filter((probe) => !probe.isFresh(now)))
      if (unheard.size === 0 || !course().isAsking) return reportOf(chosen)
      const answers = [...unheard].map(async (probe) => {
        await probe.ask()
        unheard.delete(probe)
      })
      const all = within(timers, overallTimeoutMs, Promise.all(answers), undefined)
      return all.then(() => reportOf(chosen, unheard))
    },
  }
}

const none: ReadonlySet<Probe> = new Set()

const draining = { status: 'down', cause: 'draining' } as const

/** The cause that all of what is worst has, when it is one. */
function causeOf(worst: HealthStatus, checks: readonly CheckReport[]): Pick<HealthReport, 'cause'> {
  const causes = new Set(checks.filter(({ status }) => status === worst).map(({ cause }) => cause))
  const [cause] = causes
  return causes.size === 1 && cause !== undefined ? { cause } : {}
}
