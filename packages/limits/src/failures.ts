import { type Denied, demandOptions, type Guard, type Nothing } from '@sallyport/core'
import { byAddress } from './by-address.ts'
import type { LimitDenial } from './catalog.ts'
import { isMissing, keyMissing, limitDenial } from './limit-denial.ts'
import type { Limits } from './limits.ts'
import type { LimitKey } from './rate-limit.ts'
import type { Answer, LimitState } from './store.ts'
import { type ViolationOptions, violationOptions, watchViolations } from './watch-violations.ts'

/** What {@link failures} counts. */
export interface FailuresOptions<P extends string> extends ViolationOptions {
  /** Best an `exact` one: five failures in a quarter of an hour are then never six. */
  readonly policy: P
}

/** Whose failures {@link Failures.around} counts. */
export interface AroundOptions<N extends object = Nothing> {
  /** @default byAddress() */
  readonly by?: LimitKey<N>
  /** Which refusals are failures. @default those with status 401 or 403 */
  readonly counts?: (denied: Denied) => boolean
}

/** Lets in whoever succeeds, as often as they like, and stops whoever fails too often. */
export interface Failures {
  /** Why a key is stopped; undefined while it is not. Takes nothing: ask before the expensive work. */
  blocked(key: string): Answer<Denied<LimitDenial> | undefined>
  /** Counts a failure. */
  failed(key: string): Answer<void>
  /** Runs a guard for whoever is not stopped, and counts its refusals. */
  around<T extends object, R extends string, N extends object = Nothing>(
    guard: Guard<T, R, N>,
    options?: AroundOptions<N>,
  ): Guard<T, R | LimitDenial, N>
}

/**
 * A limit on failures. What is asked first and counted afterwards lets through the requests that are
 * under way when the limit is reached: at most so many more than the policy says.
 *
 * @example
 * ```ts
 * import { allow, deny, type Guard, type Nothing } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { failures, limits } from '@sallyport/limits'
 *
 * const limiter = limits({ policies: { login: { kind: 'exact', limit: 2, windowMs: 900_000 } } })
 * const password: Guard<Nothing, 'wrong'> = (request) =>
 *   request.header('x-password') === 'right' ? allow() : deny('wrong', 401)
 * const login = failures(limiter, { policy: 'login' }).around(password)
 *
 * const reasons: string[] = []
 * for (const password of ['right', 'a', 'b', 'right']) {
 *   const verdict = await login(testRequest({ headers: { 'x-password': password }, ip: '192.0.2.1' }), {})
 *   reasons.push(verdict.ok ? 'in' : verdict.reason)
 * }
 * console.log(reasons) // prints: [ 'in', 'wrong', 'wrong', 'rate_limited' ]
 * ```
 */
export function failures<P extends string>(
  limits: Limits<P>,
  options: FailuresOptions<P>,
): Failures {
  demandOptions('limits: failures()', options, ['policy', ...violationOptions])
  const { policy } = options
  if (limits.policies[policy] === undefined || limits.policies[policy].kind === 'concurrency') {
    throw new TypeError(`limits: failures() needs a policy that is no concurrency, got "${policy}"`)
  }
  const violated = watchViolations(options)
  const denialOf = (state: LimitState): Denied<LimitDenial> | undefined =>
    state.ok ? undefined : limitDenial(state)
  const failed = (key: string): Answer<void> => {
    const answer = limits.check(policy, key)
    if (answer instanceof Promise) return answer.then(() => {})
  }
  return {
    blocked(key) {
      const answer = limits.peek(policy, key)
      return answer instanceof Promise ? answer.then(denialOf) : denialOf(answer)
    },
    failed,
    around(guard, counted = {}) {
      demandOptions('limits: around()', counted, ['by', 'counts'])
      const { by = byAddress(), counts = isFailure } = counted
      return async (request, proved) => {
        const key = by(request, proved)
        if (isMissing(key)) return keyMissing
        const state = await limits.peek(policy, key)
        if (!state.ok) {
          violated(state, request)
          return limitDenial(state)
        }
        const verdict = await guard(request, proved)
        if (!verdict.ok && counts(verdict)) await failed(key)
        return verdict
      }
    },
  }
}

const isFailure = ({ status }: Denied): boolean => status === 401 || status === 403
