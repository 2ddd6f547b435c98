import { type CheckOptions, checkSettings } from './check-options.ts'
import { type Drained, drain, drainSettings, type End } from './drain.ts'
import type { Health } from './health.ts'
import { type HealthOptions, type HealthSettings, healthSettings } from './health-options.ts'
import { inFlight } from './in-flight.ts'
import { news } from './news.ts'
import { Probe } from './probe.ts'
import type { HealthReport } from './report.ts'
import { reporter } from './reporter.ts'

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
  const { timers } = settings
  const probes = new Map<string, Probe>()
  const ends: End[] = []
  const requests = inFlight()
  let isClosed = false
  let hasStarted = false
  let drained: Promise<Drained> | undefined
  const { reportOf, asked } = reporter(settings, () => ({
    isDraining: drained !== undefined,
    isAsking: drained === undefined && !isClosed,
  }))

  const members = (group: string): readonly Probe[] =>
    [...probes.values()].filter((probe) => probe.settings.groups.includes(group))
  const { heard, changed, failed, listen } = news(settings, () => {
    const known = [...probes.values()].filter(({ wasHeard }) => wasHeard)
    const ready = known.filter(({ settings: { groups } }) => groups.includes('ready'))
    return { ...reportOf(ready), checks: reportOf(known).checks }
  })
  // Grace ends, and what has been running for longer is measured, whether or not anybody asks.
  const stopLooking = timers.each(5_000, changed)

  const startup = async (): Promise<HealthReport> => {
    const own = members('startup')
    const chosen = (own.length > 0 ? own : members('ready')).filter((one) => one.settings.critical)
    const wereUp = (): boolean => {
      hasStarted ||= chosen.every(({ wasUp }) => wasUp)
      return hasStarted
    }
    const { cause: _, ...report } = wereUp() ? reportOf(chosen) : await asked(chosen)
    return wereUp() ? { ...report, status: 'up' } : { ...report, status: 'down', cause: 'starting' }
  }
  const all = async (): Promise<HealthReport> => {
    const chosen = [...probes.values()]
    const groups = [...new Set(chosen.flatMap((probe) => probe.settings.groups))]
    return { ...(await asked(chosen)), groups }
  }
  const register: Health['register'] = (name, check, given: CheckOptions = {}) => {
    if (typeof check !== 'function') {
      throw new TypeError(`health: the check "${name}" must be a function, got ${String(check)}`)
    }
    if (name === '' || probes.has(name) || isClosed) {
      throw new TypeError(`health: a check needs a name of its own, before close(), got "${name}"`)
    }
    const probe = new Probe(name, check, checkSettings(name, given), { ...settings, heard })
    probes.set(name, probe)
    return () => {
      probe.stop()
      if (probes.get(name) === probe && probes.delete(name)) changed()
    }
  }
  const close = (): void => {
    isClosed = true
    stopLooking()
    for (const probe of probes.values()) probe.stop()
  }
  registerAll(settings, register, close)

  return {
    live: () => ({ ...reportOf([]), status: 'up' }),
    ready: () => asked(members('ready')),
    startup,
    group: (name) => asked(members(name)),
    all,
    register,
    drain(how = {}) {
      if (drained !== undefined) return drained
      drained = drain(drainSettings(how), { timers, requests, ends, stop: close, failed })
      changed()
      return drained
    },
    atEnd(name, closing) {
      if (typeof closing !== 'function') {
        throw new TypeError(`health: atEnd("${name}") takes a function, got ${String(closing)}`)
      }
      if (isClosed) throw new TypeError(`health: atEnd("${name}") comes too late: it is closed`)
      ends.push({ name, close: closing })
    },
    onChange: listen,
    inFlight: requests.observer,
    get isDraining() {
      return drained !== undefined
    },
    close,
  }
}

function registerAll(
  { checks }: HealthSettings,
  register: Health['register'],
  close: () => void,
): void {
  try {
    for (const [name, given] of Object.entries(checks)) {
      const { check, ...others } = typeof given === 'object' && given ? given : { check: given }
      register(name, check, others)
    }
  } catch (error) {
    // Those before it ask already, and nobody else could stop them.
    close()
    throw error
  }
}
