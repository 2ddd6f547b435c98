import {
  allow,
  demandOptions,
  type Guard,
  type GuardRequest,
  type Nothing,
  nothing,
  type Verdict,
} from '@sallyport/core'
import { byAddress } from './by-address.ts'
import type { LimitDenial } from './catalog.ts'
import { headersFor, type LimitHeaders } from './headers.ts'
import { isMissing, keyMissing, limitDenial } from './limit-denial.ts'
import { type Claim, type Claimed, type Limits, mostSteps } from './limits.ts'
import { noPolicy, type Policy } from './policy.ts'
import type { Answer, LimitState, LimitStore } from './store.ts'
import { type ViolationOptions, violationOptions, watchViolations } from './watch-violations.ts'

/** Whose limit a request counts against; undefined refuses it. */
export type LimitKey<N extends object = Nothing> = (
  request: GuardRequest,
  proved: N,
) => string | undefined

/** How {@link rateLimit} answers. */
export interface LimitedOptions extends ViolationOptions {
  /** `shadow` counts and tells, and refuses nobody: to try a limit on real traffic. @default 'enforce' */
  readonly mode?: 'enforce' | 'shadow'
  /** @default 'draft' */
  readonly headers?: LimitHeaders
}

/** What {@link rateLimit} takes, and from whom. */
export interface RateLimitOptions<P extends string, N extends object = Nothing>
  extends LimitedOptions {
  /** @default byAddress() */
  readonly by?: LimitKey<N>
  /** Which, all of them or nothing. @default every one but concurrency: name them where failures() has one too */
  readonly policies?: readonly P[]
  /** What the request costs, a whole number. @default 1 */
  readonly cost?: number | ((request: GuardRequest, proved: N) => number)
}

/** What {@link claimLimits} takes: one key's own policies, or from several keys at once. */
export interface ClaimLimitsOptions<P extends string, N extends object = Nothing>
  extends LimitedOptions {
  /** All of it or nothing; nothing to take lets the request pass. */
  readonly claims: (request: GuardRequest, proved: N) => readonly Claim<P>[]
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
  demandLimited('rateLimit', options, 'by policies cost')
  const { by = byAddress(), cost = 1, mode = 'enforce' } = options
  const policies = policiesOf(limits, options.policies)
  if (typeof by !== 'function') {
    throw new TypeError(`limits: "by" must be a function, got ${String(by)}`)
  }
  if (typeof cost !== 'function') demandCost(cost, policies)
  const [first, ...others] = policies as [Policy<P>, ...Policy<P>[]]
  const judge = judged(policies, options)
  return (request, proved) => {
    const key = by(request, proved)
    if (isMissing(key)) return mode === 'shadow' ? allow() : keyMissing
    const price = typeof cost === 'number' ? cost : cost(request, proved)
    return judge(
      others.length === 0
        ? limits.check(first.name, key, price)
        : limits.claim(policies.map(({ name }) => ({ policy: name, key, cost: price }))),
      request,
    )
  }
}

/**
 * As {@link rateLimit}, where what is taken differs from caller to caller: policies of a key's own, or
 * one of the key and one of its tenant, together.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { claimLimits, definePolicy, limits } from '@sallyport/limits'
 *
 * const gold = definePolicy('gold', { kind: 'quota', limit: 1_000, period: 'day' })
 * const guard = claimLimits(limits({ policies: {} }), {
 *   claims: (_request, { plan }: { plan: string }) =>
 *     plan === 'gold' ? [{ policy: gold, key: 'ada', cost: 10 }] : [],
 * })
 * const verdict = await guard(testRequest(), { plan: 'gold' })
 * console.log(verdict.ok && verdict.headers?.['ratelimit-policy']) // prints: "gold";q=1000;w=86400
 * ```
 */
export function claimLimits<P extends string, N extends object = Nothing>(
  limits: Limits<P, LimitStore>,
  options: ClaimLimitsOptions<P, N>,
): Guard<Nothing, LimitDenial, N> {
  demandLimited('claimLimits', options, 'claims')
  const { claims } = options
  const judge = judged([], options)
  return (request, proved) => {
    const wanted = claims(request, proved)
    if (wanted.length === 0) return allow()
    for (const { policy } of wanted) {
      demandNoConcurrency(typeof policy === 'string' ? limits.policies[policy] : policy)
    }
    return judge(limits.claim(wanted), request)
  }
}

const demandLimited = (guard: string, options: object, own: string): void =>
  demandOptions(`limits: ${guard}()`, options, [
    ...own.split(' '),
    ...['mode', 'headers', ...violationOptions],
  ])

type Judged = Verdict<Nothing, LimitDenial>

/** Makes verdicts of what was taken. Without policies, headers tell of those that were claimed. */
function judged(policies: readonly Policy[], options: LimitedOptions) {
  const { mode = 'enforce', headers = 'draft' } = options
  if (mode !== 'enforce' && mode !== 'shadow') {
    throw new TypeError(`limits: "mode" must be 'enforce' or 'shadow', got ${String(mode)}`)
  }
  if (!['draft', 'legacy', 'both', 'none'].includes(headers)) {
    throw new TypeError(
      `limits: "headers" must be 'draft', 'legacy', 'both' or 'none', got ${String(headers)}`,
    )
  }
  const headersOf = headersFor(policies, headers)
  const violated = watchViolations(options, mode)
  const judge = (answer: LimitState | Claimed, request: GuardRequest): Judged => {
    const states = 'states' in answer ? answer.states : [answer]
    const refused = 'states' in answer ? answer.denied : answer.ok ? undefined : answer
    if (refused !== undefined) violated(refused, request)
    // A client of a limit on trial is told nothing of it.
    if (mode === 'shadow') return allow()
    const told = headersOf(states)
    if (refused !== undefined) return limitDenial(refused, told)
    return told === undefined ? allow() : allow(nothing, told)
  }
  return (answer: Answer<LimitState | Claimed>, request: GuardRequest): Answer<Judged> =>
    answer instanceof Promise ? answer.then((late) => judge(late, request)) : judge(answer, request)
}

function policiesOf<P extends string>(
  limits: Limits<P>,
  given: readonly P[] | undefined,
): readonly Policy<P>[] {
  const every = Object.values<Policy<P>>(limits.policies)
  const chosen = given?.map(
    (name) => limits.policies[name] ?? noPolicy(name, Object.keys(limits.policies)),
  )
  for (const policy of chosen ?? []) demandNoConcurrency(policy)
  const policies = chosen ?? every.filter(({ kind }) => kind !== 'concurrency')
  if (new Set(policies).size < policies.length) {
    throw new RangeError(
      `limits: "policies" must name each once, got ${policies.map(({ name }) => name).join(', ')}`,
    )
  }
  if (policies.length > 0 && policies.length <= mostSteps) return policies
  throw new RangeError(
    `limits: rateLimit() needs 1 to ${mostSteps} policies, got ${policies.length}`,
  )
}

function demandCost(cost: number, policies: readonly Policy[]): void {
  const most = Math.min(...policies.map(({ capacity }) => capacity))
  if (Number.isInteger(cost) && cost >= 1 && cost <= most) return
  throw new RangeError(`limits: "cost" must be an integer from 1 to ${most}, got ${String(cost)}`)
}

function demandNoConcurrency(policy: Policy | undefined): void {
  if (policy?.kind !== 'concurrency') return
  throw new TypeError('limits: rateLimit() cannot give back what it took: use inFlight()')
}
