import type { Limits } from '@sallyport/limits'
import { type AdminRoute, adminRoutes, type ChangeRoutesOptions } from './admin-route.ts'
import { keyChanges } from './key-changes.ts'
import { keyViews } from './key-views.ts'
import type { ServiceKeys } from './keys.ts'

/** What these routes stand on. */
export interface KeyRoutesOptions extends ChangeRoutesOptions {
  readonly keys: ServiceKeys
  readonly limits: Limits
}

/** The administration of keys. */
export function keyRoutes(options: KeyRoutesOptions): readonly AdminRoute[] {
  const { keys, limits, metrics, admin, mayRead, mayWrite, actorOf } = options
  const get = adminRoutes('get', admin, mayRead, { metrics })
  const post = adminRoutes('post', admin, mayWrite, { metrics })
  const views = keyViews(keys, limits)
  const changes = keyChanges(keys, actorOf)
  return [
    get('/admin/keys', views.list),
    get('/admin/keys.csv', views.csv),
    get('/admin/keys/:id', views.one),
    post('/admin/keys', changes.issue),
    post('/admin/keys/:id/rotate', changes.rotate),
    post('/admin/keys/:id/revoke', changes.revoke),
    post('/admin/keys/:id/disable', changes.disable),
    post('/admin/keys/:id/enable', changes.enable),
  ]
}
