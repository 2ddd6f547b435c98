import { type Check, demandOptions } from '@sallyport/core'
import { type MaintenancePlan, maintenanceNow } from './maintenance-plan.ts'

/**
 * Tells readiness of maintenance: degraded, and not down. An orchestrator that is told of a service
 * that is down ends all of its instances, and nobody is left to answer 503.
 *
 * @example
 * ```ts
 * import { maintenanceCheck } from '@sallyport/controls/maintenance'
 *
 * const check = maintenanceCheck({ state: () => true })
 * console.log(await check(new AbortController().signal))
 * // prints: { ok: true, degraded: true, message: 'maintenance' }
 * ```
 */
export function maintenanceCheck(plan: MaintenancePlan): Check {
  demandOptions('controls: maintenanceCheck()', plan, ['state', 'windows', 'clock'])
  const now = maintenanceNow(plan)
  return () => {
    const under = now()
    if (under === undefined) return { ok: true }
    const { until } = under
    return {
      ...{ ok: true, degraded: true, message: 'maintenance' },
      ...(until === undefined ? {} : { detail: { until: new Date(until).toISOString() } }),
    }
  }
}
