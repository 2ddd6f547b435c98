import { type AuditParty, type Endpoint, every, type Guard } from '@sallyport/core'
import type { Limits } from '@sallyport/limits'
import { type Grants, type Requirement, requireScopes } from '@sallyport/scopes'
import type { Caller } from './guards.ts'
import { keyChanges } from './key-changes.ts'
import { keyViews } from './key-views.ts'
import type { ServiceKeys } from './keys.ts'
import { notes } from './notes.ts'

interface Administrator {
  readonly caller: Caller
  readonly grants: Grants
}

/** A route that each framework mounts alike. */
export interface AdminRoute {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly guard: Guard<Administrator & { readonly required: Requirement }>
  readonly endpoint: Endpoint
}

/** What these routes stand on. */
export interface KeyRoutesOptions {
  readonly keys: ServiceKeys
  readonly limits: Limits
  /** Who may come near at all. */
  readonly admin: Guard<Administrator>
  readonly mayRead: Requirement
  readonly mayWrite: Requirement
}

/** The administration of keys. */
export function keyRoutes(options: KeyRoutesOptions): readonly AdminRoute[] {
  const { keys, limits, admin, mayRead, mayWrite } = options
  const known = notes<Administrator>()
  const reads = every(admin, requireScopes(mayRead), known.guard)
  const writes = every(admin, requireScopes(mayWrite), known.guard)
  const get = (path: string, endpoint: Endpoint): AdminRoute => ({
    method: 'get',
    path,
    guard: reads,
    endpoint,
  })
  const post = (path: string, endpoint: Endpoint): AdminRoute => ({
    method: 'post',
    path,
    guard: writes,
    endpoint,
  })
  const views = keyViews(keys, limits)
  const changes = keyChanges(keys, (request) => partyOf(known.of(request).caller))
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

/** Who an administrator is in records. */
export const partyOf = ({ id }: Caller): AuditParty => ({ kind: id, id })
