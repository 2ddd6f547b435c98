import {
  type AuditSink,
  allow,
  type Guard,
  type GuardRequest,
  type MetricsSink,
  type MonotonicClock,
  type Nothing,
  noAudit,
  noMetrics,
  nothing,
  systemMonotonic,
  type Verdict,
} from '@sallyport/core'
import { byAddress } from './by-address.ts'
import type { LimitDenial } from './catalog.ts'
import { keyMissing, limitDenial } from './denial.ts'
import { type HeadersOf, headersFor, type LimitHeaders } from './headers.ts'
import type { Claimed, Limits } from './limits.ts'
import type { Policy } from './policy.ts'
import type { LimitState, LimitStore } from './store.ts'
import { type Violated, watchViolations } from './violations.ts'

/** Whose limit a request counts against; undefined refuses it. */
export type LimitKey<N extends object = Nothing> = (
  request: GuardRequest,
  proved: N,
) => string | undefined

/** What {@link rateLimit} takes, and from whom. */
export interface RateLimitOptions<P extends string, N extends object = Nothing> {
  /** @default byAddress() */
  readonly by?: LimitKey<N>
  /** Which, all of them or nothing; or policies of the caller's own. @default every one but concurrency */
  readonly policies?: readonly P[] | ((request: GuardRequest, proved: N) => readonly Policy[])
  /** What the request costs, a whole number. @default 1 */
  readonly cost?: number | ((request: GuardRequest, proved: N) => number)
  /** `shadow` counts and tells, and refuses nobody: to try a limit on real traffic. @default 'enforce' */
  readonly mode?: 'enforce' | 'shadow'
  /** @default 'draft' */
  readonly headers?: LimitHeaders
  /** Counts refusals by policy and route. @default measures nothing */
  readonly metrics?: MetricsSink
  /** Records when a key comes to its limit. @default records nothing */
  readonly audit?: AuditSink
  /** @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
}

/**
 * Takes from limits for each request, and refuses with 429 when they are used up. Put it last in a
 * route: what another guard refuses has then consumed nothing.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { limits, rateLimit } from '@sallyport/limits'
 *
 * const limiter = limits({ policies: { api: { kind: 'rate', limit: 60, windowMs: 60_000, burst: 1 } } })
 * const guard = rateLimit(limiter, { by: (request) => request.header('x-user') })
 * const request = testRequest({ headers: { 'x-user': 'ada' } })
 * await guard(request, {})
 * const verdict = await guard(request, {})
 * console.log(verdict.ok ? 'in' : verdict.headers?.ratelimit) // prints: "api";r=0;t=1
 * ```
 */
export function rateLimit<P extends string, N extends object = Nothing>(
  limits: Limits<P, LimitStore>,
  options: RateLimitOptions<P, N> = {},
): Guard<Nothing, LimitDenial, N> {
  const { by = byAddress(), cost = 1, mode = 'enforce', headers = 'draft' } = options
  const { metrics = noMetrics, audit = noAudit, monotonic = systemMonotonic } = options
  if (mode !== 'enforce' && mode !== 'shadow') {
    throw new TypeError(`limits: "mode" must be 'enforce' or 'shadow', got ${String(mode)}`)
  }
  if (!['draft', 'legacy', 'both', 'none'].includes(headers)) {
    throw new TypeError(
      `limits: "headers" must be 'draft', 'legacy', 'both' or 'none', got ${String(headers)}`,
    )
  }
  const given = policiesOf(limits, options.policies)
  const judge = judged(
    headersFor(typeof given === 'function' ? [] : given, headers),
    watchViolations({ metrics, audit, monotonic, mode }),
    mode,
  )
  return (request, proved) => {
    const key = by(request, proved)
    if (key === undefined) return mode === 'shadow' ? allow() : keyMissing
    const policies = typeof given === 'function' ? given(request, proved) : given
    const price = typeof cost === 'number' ? cost : cost(request, proved)
    const [first] = policies
    if (first === undefined) return allow()
    const answer =
      policies.length === 1
        ? limits.check(first, key, price)
        : limits.claim(policies.map((policy) => ({ policy, key, cost: price })))
    return answer instanceof Promise
      ? answer.then((late: LimitState | Claimed) => judge(late, request))
      : judge(answer, request)
  }
}

const judged =
  (headersOf: HeadersOf, violated: Violated, mode: 'enforce' | 'shadow') =>
  (answer: LimitState | Claimed, request: GuardRequest): Verdict<Nothing, LimitDenial> => {
    const states = 'states' in answer ? answer.states : [answer]
    const refused = 'states' in answer ? answer.denied : answer.ok ? undefined : answer
    if (refused !== undefined) violated(refused, request)
    // A client of a limit on trial is told nothing of it.
    if (mode === 'shadow') return allow()
    const headers = headersOf(states)
    if (refused !== undefined) return limitDenial(refused, headers)
    return headers === undefined ? allow() : allow(nothing, headers)
  }

function policiesOf<P extends string, N extends object>(
  limits: Limits<P>,
  given: RateLimitOptions<P, N>['policies'],
): readonly Policy[] | ((request: GuardRequest, proved: N) => readonly Policy[]) {
  if (typeof given === 'function') return given
  const every = Object.values<Policy>(limits.policies)
  const chosen = given?.map((name) => limits.policies[name] ?? unknown(name, limits))
  if (chosen?.some(({ kind }) => kind === 'concurrency')) {
    throw new TypeError('limits: rateLimit() cannot give back what it took: use inFlight()')
  }
  const policies = chosen ?? every.filter(({ kind }) => kind !== 'concurrency')
  if (policies.length > 0) return policies
  throw new RangeError('limits: rateLimit() needs at least one policy')
}

function unknown(name: string, { policies }: Limits): never {
  throw new RangeError(
    `limits: there is no policy "${name}", only ${Object.keys(policies).join(', ')}`,
  )
}
