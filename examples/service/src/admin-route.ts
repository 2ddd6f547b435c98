import {
  type AuditParty,
  type Endpoint,
  every,
  type Guard,
  type GuardRequest,
  type MetricsSink,
} from '@sallyport/core'
import { type Grants, type Requirement, requireScopes } from '@sallyport/scopes'
import type { Caller } from './guards.ts'

/** What is proved of everybody in the admin area. */
export interface Administrator {
  readonly caller: Caller
  readonly grants: Grants
}

/** What routes that are only read stand on. */
export interface ReadRoutesOptions {
  readonly metrics: MetricsSink
  /** Who may come near at all. */
  readonly admin: Guard<Administrator>
  readonly mayRead: Requirement
  /** Who asks. */
  readonly actorOf: (request: GuardRequest) => AuditParty
}

/** What routes stand on that change something, too. */
export interface ChangeRoutesOptions extends ReadRoutesOptions {
  readonly mayWrite: Requirement
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
