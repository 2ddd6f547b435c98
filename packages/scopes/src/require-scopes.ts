import {
  type AuditEvent,
  allow,
  type Denied,
  demandOptions,
  deny,
  type Guard,
  type MetricsSink,
  noMetrics,
} from '@sallyport/core'
import { type ScopeDenial, scopeEvents, scopeMetrics, scopeReasons } from './catalog.ts'
import { demandFunction } from './demand.ts'
import type { Grants } from './grants.ts'
import { holds, type Requirement, required } from './requirement.ts'
import { shown } from './shown.ts'

/** How {@link requireScopes} refuses and counts. */
export interface RequireScopesOptions {
  /** Counts each decision by requirement. @default counts nothing */
  readonly metrics?: MetricsSink
  /** The protection space that the challenge names: at most 200 characters. @default none */
  readonly realm?: string
}

/**
 * Lets requests pass whose grants meet the requirement. The grants come from whatever identified the
 * caller before, as its proof `grants`. A refusal is RFC 6750's: 403 `insufficient_scope`, with the
 * scopes of the requirement in `WWW-Authenticate`. Proves the requirement, for the record.
 *
 * @example
 * ```ts
 * import { allow, decider, every, type Guard } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { defineScopes, type Grants, requireScopes } from '@sallyport/scopes'
 *
 * const scopes = defineScopes({ scopes: ['orders:read', 'orders:write'] })
 * const identify: Guard<{ grants: Grants }, never> = (request) =>
 *   allow({ grants: scopes.read(request.header('x-scopes')) })
 * const decide = decider(every(identify, requireScopes(scopes.allOf('orders:write'))))
 *
 * const verdict = await decide(testRequest({ headers: { 'x-scopes': 'orders:read' } }))
 * console.log(verdict.ok ? 'in' : verdict.headers?.['www-authenticate'])
 * // prints: Bearer error="insufficient_scope", scope="orders:write"
 * ```
 */
export function requireScopes(
  requirement: Requirement,
  options: RequireScopesOptions = {},
): Guard<{ readonly required: Requirement }, ScopeDenial, { readonly grants: Grants }> {
  const proof = Object.freeze({ required: required('requireScopes', requirement) })
  demandOptions('scopes: requireScopes()', options, ['metrics', 'realm'])
  const { metrics = noMetrics, realm } = options
  demandFunction('requireScopes', 'metrics.add', metrics?.add)
  const allowed = Object.freeze(allow(proof))
  const denied = Object.freeze({ ...refusal(requirement, realm), proved: proof })
  const countAllowed = counter(requirement, 'allowed', metrics)
  const countDenied = counter(requirement, 'denied', metrics)
  return (_request, { grants }) => {
    if (holds(grants, requirement)) {
      countAllowed()
      return allowed
    }
    countDenied()
    return denied
  }
}

/**
 * For the decider's `describe`: the record of a request that came to a requirement names it, whatever
 * was decided in the end.
 *
 * @example
 * ```ts
 * import { decider, every } from '@sallyport/core'
 * import { recordAudit, testRequest } from '@sallyport/core/testing'
 * import { defineScopes, describeScopes, requireScopes } from '@sallyport/scopes'
 *
 * const scopes = defineScopes({ scopes: ['orders:read', 'orders:write'] })
 * const audit = recordAudit()
 * const guard = every(
 *   () => ({ ok: true as const, value: { grants: scopes.grant('orders:*') } }),
 *   requireScopes(scopes.allOf('orders:read', 'orders:write')),
 * )
 * await decider(guard, { audit, describe: describeScopes })(testRequest())
 * console.log(audit.events[0]?.event) // prints: { required: 'all of orders:read orders:write' }
 * ```
 */
export function describeScopes({
  required,
}: {
  readonly required?: Requirement
}): Partial<AuditEvent> {
  return required === undefined
    ? {}
    : { type: scopeEvents.decided.type, event: { required: required.label } }
}

function refusal({ scopes }: Requirement, realm: string | undefined): Denied<ScopeDenial> {
  const parameters = [
    ...(realm === undefined ? [] : [`realm="${quotable(realm)}"`]),
    'error="insufficient_scope"',
    `scope="${scopes.join(' ')}"`,
  ]
  const headers = Object.freeze({ 'www-authenticate': `Bearer ${parameters.join(', ')}` })
  return deny('insufficient_scope', scopeReasons.insufficient_scope.status, { headers })
}

function quotable(realm: unknown): string {
  if (typeof realm === 'string' && /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(realm)) return realm
  throw new RangeError(
    `scopes: "realm" must be printable ASCII without quotes and backslashes, 1 to 200 characters, got ${shown(realm)}`,
  )
}

function counter(
  { label }: Requirement,
  decision: 'allowed' | 'denied',
  metrics: MetricsSink,
): () => void {
  const labels = { requirement: label, decision }
  const series = metrics.bind?.(scopeMetrics.decisions, labels)
  return series === undefined
    ? () => metrics.add(scopeMetrics.decisions, 1, labels)
    : () => series.add(1)
}
