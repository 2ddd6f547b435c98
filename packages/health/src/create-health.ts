import type { Check } from '@sallyport/core'
import { checkSettings } from './check-options.ts'
import { drain } from './drain.ts'
import type { Drained, Health } from './health.ts'
import { type HealthOptions, healthSettings } from './health-options.ts'
import { requestsInFlight } from './in-flight.ts'
import { news } from './news.ts'
import { Probe } from './probe.ts'
import type { CheckReport, HealthReport } from './report.ts'
import { worse } from './status.ts'

/**
 * How a service is, of the checks of what it depends on.
 *
 * @example
 * ```ts
 * import { createHealth } from '@sallyport/health'
 *
 * const health = createHealth({
 *   service: 'orders',
 *   startupGraceMs: 0,
 *   checks: {
 *     database: () => ({ ok: true }),
 *     search: { critical: false, check: () => Promise.reject(new Error('refused')) },
 *   },
 * })
 * const { status, checks } = await health.ready()
 * console.log(status, checks.map(({ name, cause }) => [name, cause ?? 'ok'].join(' ')))
 * // prints: degraded [ 'database ok', 'search noncritical' ]
 * health.close()
 * ```
 */
export function createHealth(options: HealthOptions = {}): Health {
  const settings = healthSettings(options)
  const { clock, monotonic, timers, service, version, startupGraceMs, overallTimeoutMs } = settings
  const began = monotonic()
  const probes = new Map<string, Probe>()
  const requests = requestsInFlight()
  const ends: { name: string; close: () => unknown }[] = []
  let drained: Promise<Drained> | undefined

  const reportOf = (chosen: readonly Probe[]): HealthReport => {
    const now = monotonic()
    const inGrace = now - began < startupGraceMs
    const checks = chosen.map((probe) => probe.report(now, inGrace))
    const draining = drained !== undefined
    return {
      status: draining ? 'down' : checks.reduce((all, { status }) => worse(all, status), 'up' as const as CheckReport['status']),
      ...causeOf(checks, draining),
      ...(service !== undefined && { service }),
      ...(version !== undefined && { version }),
      at: clock(),
      uptimeMs: now - began,
      checks,
    }
  }
  const members = (group: string): readonly Probe[] =>
    [...probes.values()].filter((probe) => probe.settings.groups.includes(group))
  const told = news(settings, () => reportOf(members('ready')))

  /** As it is known when all of it still holds; else asked, and not waited for beyond the deadline. */
  const asked = (chosen: readonly Probe[]): HealthReport | Promise<HealthReport> => {
    const now = monotonic()
    const waiting = chosen.filter((probe) => !probe.isFresh(now))
    if (waiting.length === 0) return reportOf(chosen)
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        resolve(reportOf(chosen))
      }
      const cancel = timers.after(overallTimeoutMs, done)
      Promise.all(waiting.map((probe) => probe.ask())).then(done)
    })
  }

  const startup = (): HealthReport | Promise<HealthReport> => {
    const own = members('startup')
    const chosen = (own.length > 0 ? own : members('ready')).filter(({ settings: { critical } }) => critical)
    const judged = (report: HealthReport): HealthReport =>
      chosen.every(({ wasUp }) => wasUp)
        ? { ...report, status: 'up', checks: report.checks }
        : { ...report, status: 'down', cause: 'starting' }
    if (chosen.every(({ wasUp }) => wasUp)) return judged(reportOf(chosen))
    const report = asked(chosen)
    return report instanceof Promise ? report.then(judged) : judged(report)
  }

  const register = (name: string, check: Check, given = {}): (() => void) => {
    if (typeof check !== 'function') {
      throw new TypeError(`health: the check "${name}" must be a function, got ${String(check)}`)
    }
    if (probes.has(name)) throw new TypeError(`health: there is a check "${name}" already`)
    const probe = new Probe(name, check, checkSettings(name, given), {
      ...settings,
      heard: told.heard,
    })
    probes.set(name, probe)
    return () => {
      if (probes.get(name) === probe) probes.delete(name)
      probe.stop()
    }
  }
  for (const [name, given] of Object.entries(settings.checks)) {
    if (typeof given === 'function') register(name, given)
    else {
      const { check, ...others } = given
      register(name, check, others)
    }
  }

  return {
    live: () => ({ ...reportOf([]), status: 'up' }),
    ready: () => asked(members('ready')),
    startup,
    group: (name) => asked(members(name)),
    register,
    drain(how) {
      drained ??= drain(how, { settings, requests, ends, begun: told.changed })
      return drained
    },
    atEnd: (name, close) => void ends.push({ name, close }),
    onChange: told.listen,
    inFlight: requests.observer,
    get isDraining() {
      return drained !== undefined
    },
    close() {
      for (const probe of probes.values()) probe.stop()
      probes.clear()
    },
  }
}

/** The cause that all of what is worst has, when it is one. */
function causeOf(checks: readonly CheckReport[], draining: boolean): Pick<HealthReport, 'cause'> {
  if (draining) return { cause: 'draining' }
  const worst = checks.reduce((all, { status }) => worse(all, status), 'up' as CheckReport['status'])
  const causes = new Set(checks.filter(({ status }) => status === worst).map(({ cause }) => cause))
  const [cause] = causes
  return causes.size === 1 && cause !== undefined ? { cause } : {}
}
