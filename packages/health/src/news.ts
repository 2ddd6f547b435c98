import { containedSinks } from '@sallyport/core'
import { healthEvents, healthMetrics } from './catalog.ts'
import type { HealthSettings } from './health-options.ts'
import type { HealthReport } from './report.ts'
import type { Outcome } from './run-check.ts'
import type { HealthCause, HealthStatus } from './status.ts'

/** Told of what was heard, and tells others when it changes anything. */
export interface News {
  /** A check has answered, was waited for in vain, or was not asked because it never lets go. */
  heard(name: string, outcome?: Outcome): void
  /** Something else may have changed. */
  changed(): void
  listen(listener: (now: HealthReport, before: HealthReport) => void): () => void
  /** Of something else that failed. */
  failed(error: unknown): void
}

/** A status as gauges have it. */
const levels: Readonly<Record<HealthStatus, number>> = { up: 1, degraded: 0.5, down: 0 }

interface Stand {
  readonly status: HealthStatus
  readonly cause?: HealthCause | undefined
}

/**
 * Counts, records and tells, whatever sinks and listeners do. Begins with all being up: what never was
 * otherwise is no news.
 *
 * @param look - How all is that was heard of.
 */
export function news(
  { metrics, audit, onError }: Pick<HealthSettings, 'metrics' | 'audit' | 'onError'>,
  look: () => HealthReport,
): News {
  const listeners = new Set<(now: HealthReport, before: HealthReport) => void>()
  let before: HealthReport | undefined
  const sinks = containedSinks({ metrics, audit, onError })
  const record = (kind: string, id: string, from: HealthStatus, { status, cause }: Stand): void =>
    sinks.record({
      type: healthEvents.changed.type,
      outcome: status === 'down' ? 'failure' : 'success',
      targets: [{ kind, id }],
      event: { from, to: status, cause: cause ?? null },
    })
  const changed = (): void => {
    const now = look()
    const { cause: _, ...others } = now
    const last: HealthReport = before ?? { ...others, status: 'up', checks: [] }
    before = now
    const stands = new Map(last.checks.map(({ name, status }) => [name, status]))
    sinks.attempt(() => metrics.set(healthMetrics.status, levels[now.status]))
    sinks.attempt(() => metrics.set(healthMetrics.uptime, now.uptimeMs / 1_000))
    let isNews = false
    for (const check of now.checks) {
      const from = stands.get(check.name) ?? 'up'
      sinks.attempt(() =>
        metrics.set(healthMetrics.dependency, levels[check.status], { dependency: check.name }),
      )
      if (from === check.status) continue
      isNews = true
      record('dependency', check.name, from, check)
    }
    const isDraining = now.cause === 'draining' && last.cause !== 'draining'
    if (now.status !== last.status || isDraining) {
      isNews = true
      record('service', now.service ?? 'service', last.status, now)
    }
    if (!isNews) return
    // Later: a listener that changes something itself must not tell the others of it first.
    for (const listener of listeners) {
      sinks.attempt(async () => {
        await undefined
        return listeners.has(listener) && listener(now, last)
      })
    }
  }
  return {
    heard(name, outcome) {
      if (outcome !== undefined) {
        const seconds = outcome.shown.durationMs / 1_000
        sinks.attempt(() => metrics.observe(healthMetrics.duration, seconds, { dependency: name }))
      }
      changed()
    },
    changed,
    failed: sinks.tell,
    listen(listener) {
      // Anew each time: the same function may be given twice, and each is taken back by itself.
      const own: typeof listener = (now, then) => listener(now, then)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
