import { type Endpoint, every, type Guard } from '@sallyport/core'
import { type Grants, type Requirement, requireScopes } from '@sallyport/scopes'
import type { Caller } from './guards.ts'

/** What is proved of everybody in the admin area. */
export interface Administrator {
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

/** Makes the routes of one requirement. */
export const adminRoutes =
  (
    method: AdminRoute['method'],
    admin: Guard<Administrator>,
    ...required: Parameters<typeof requireScopes>
  ) =>
  (path: string, endpoint: Endpoint): AdminRoute => ({
    method,
    path,
    guard: every(admin, requireScopes(...required)),
    endpoint,
  })
