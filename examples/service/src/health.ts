import { maintenanceCheck } from '@sallyport/controls/maintenance'
import type { Check, Guard, MonotonicClock, Timers } from '@sallyport/core'
import {
  createHealth,
  type Health,
  livenessEndpoint,
  readinessEndpoint,
  startupEndpoint,
} from '@sallyport/health'
import { type SloWatch, sloCheck } from '@sallyport/slo'
import type { ServiceAudit } from './audit.ts'
import type { ServiceFlags } from './flags.ts'
import type { Sinks } from './keys.ts'

/** How long requests in flight are waited for at the end, and then each thing that is closed. */
export const endTimeoutMs = 20_000

/** The health of a service that writes down what it does; nothing is asked yet. */
export function serviceHealth(
  audit: ServiceAudit,
  metrics: Sinks['metrics'],
  time: { readonly monotonic?: MonotonicClock; readonly timers?: Timers },
): Health {
  return createHealth({
    service: 'orders',
    // The startup probe gives the service its time; what is down after that is down.
    startupGraceMs: 0,
    checks: { audit_log: audit.log.integrityCheck() },
    audit,
    metrics,
    ...time,
  })
}

/** What the service stands on besides the audit log, and what it is held to. */
export interface StoodOn {
  readonly keys: { readonly check: Check }
  readonly limits: { readonly health: Check }
  readonly deliveries: { readonly check: Check }
  readonly downstream: { readonly check: Check }
  readonly flags: ServiceFlags
  readonly blocked: { readonly check: Check }
  readonly slos: SloWatch
}

/** Has the health ask what nobody gets in without, and what webhooks alone need. */
export function ask(
  health: Health,
  { keys, limits, deliveries, downstream, flags, blocked, slos }: StoodOn,
): void {
  health.register('key_store', keys.check)
  health.register('limits', limits.health)
  health.register('delivery_store', deliveries.check, { critical: false })
  health.register('airtable', downstream.check, { critical: false, cacheMs: 0 })
  health.register('controls', flags.check, { critical: false })
  health.register('blocked_networks', blocked.check, { critical: false })
  // Not down: who answers 503 must stay where requests come, and nothing is asked for it.
  health.register('maintenance', maintenanceCheck({ state: flags }), {
    critical: false,
    cacheMs: 0,
  })
  // Not critical: with a budget overspent on all instances, none would be left.
  health.register('slo', sloCheck(slos), { critical: false })
}

/** What an orchestrator asks. Details are for a viewer. */
export function probes(health: Health, viewer: Guard<object>) {
  return [
    { path: '/health', endpoint: livenessEndpoint(health) },
    { path: '/ready', endpoint: readinessEndpoint(health, { viewer }) },
    { path: '/startup', endpoint: startupEndpoint(health, { viewer }) },
  ] as const
}
