import type { Guard } from '@sallyport/core'
import { limitsEndpoint } from '@sallyport/limits'
import { sloEndpoint } from '@sallyport/slo'
import type { Actors } from './actors.ts'
import { type Administrator, type AdminRoute, adminRoutes } from './admin-route.ts'
import { scopes } from './administrators.ts'
import type { Parts } from './assembled.ts'
import { auditRoutes } from './audit-routes.ts'
import { blockedRoutes } from './blocked-routes.ts'
import { flagRoutes } from './flags.ts'
import { keyRoutes } from './key-routes.ts'
import type { ServiceKeys } from './keys.ts'
import type { ServiceLimits } from './limits.ts'
import { metricsPage } from './measures.ts'
import type { Settings } from './settings.ts'

/** What {@link adminArea} is about. */
export interface AdminAreaParts
  extends Pick<Parts, 'audit' | 'metrics' | 'slos' | 'flags' | 'blocked'> {
  readonly admin: Guard<Administrator>
  readonly who: Actors
  readonly keys: ServiceKeys
  readonly limits: ServiceLimits
}

/** What administrators see and change, each behind the scope that it takes. */
export function adminArea(settings: Settings, parts: AdminAreaParts): readonly AdminRoute[] {
  const { admin, metrics, slos, limits } = parts
  const all = { ...parts, actorOf: parts.who.demand }
  const reads = (...required: Parameters<typeof scopes.allOf>) =>
    adminRoutes('get', admin, scopes.allOf(...required), { metrics })
  return [
    ...keyRoutes({ ...all, ...may('keys') }),
    ...flagRoutes({ ...all, ...may('controls') }),
    ...blockedRoutes({ ...all, ...may('blocked') }),
    ...auditRoutes({ ...all, mayRead: scopes.allOf('admin:audit:read') }),
    reads('admin:limits:read')('/admin/limits', limitsEndpoint(limits)),
    reads('admin:slo:read')('/slo', sloEndpoint(slos)),
    // Where it has no port of its own.
    ...(settings.metrics === undefined
      ? [reads('admin:metrics:read')('/metrics', metricsPage(metrics, slos))]
      : []),
  ]
}

const may = (area: 'keys' | 'controls' | 'blocked') => ({
  mayRead: scopes.allOf(`admin:${area}:read`),
  mayWrite: scopes.allOf(`admin:${area}:write`),
})
