import {
  allow,
  demandOptions,
  type Guard,
  type GuardRequest,
  type Nothing,
  type Observer,
  type Verdict,
} from '@sallyport/core'
import { byAddress } from './by-address.ts'
import type { LimitDenial } from './catalog.ts'
import { isMissing, keyMissing, limitDenial } from './limit-denial.ts'
import type { Limits } from './limits.ts'
import type { LimitKey } from './rate-limit.ts'
import type { Answer, LimitState } from './store.ts'
import { type ViolationOptions, violationOptions, watchViolations } from './watch-violations.ts'

/** What {@link inFlight} limits, and by whom. */
export interface InFlightOptions<P extends string, N extends object = Nothing>
  extends ViolationOptions {
  /** A policy of the kind `concurrency`. */
  readonly policy: P
  /** @default byAddress() */
  readonly by?: LimitKey<N>
}

/** A guard that takes a place, and the observer that gives it back when the response has ended. */
export interface InFlight<N extends object = Nothing> {
  readonly guard: Guard<Nothing, LimitDenial, N>
  /** Must observe every route that the guard guards; without it a place comes free only by its lease. */
  readonly observer: Observer
}

/**
 * Limits how many requests are worked on at the same time.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { inFlight, limits } from '@sallyport/limits'
 *
 * const limiter = limits({ policies: { exports: { kind: 'concurrency', limit: 1, leaseMs: 60_000 } } })
 * const { guard, observer } = inFlight(limiter, { policy: 'exports', by: () => 'all' })
 * const first = testRequest()
 * const ended = observer(first)
 * await guard(first, {})
 * const second = await guard(testRequest(), {})
 * ended({ status: 200, bytes: 0, aborted: false })
 * const third = await guard(testRequest(), {})
 * console.log(second.ok, third.ok) // prints: false true
 * ```
 */
export function inFlight<P extends string, N extends object = Nothing>(
  limits: Limits<P>,
  options: InFlightOptions<P, N>,
): InFlight<N> {
  demandOptions('limits: inFlight()', options, ['policy', 'by', ...violationOptions])
  const { policy, by = byAddress() } = options
  if (limits.policies[policy]?.kind !== 'concurrency') {
    throw new TypeError(
      `limits: inFlight() needs a policy of the kind "concurrency", got "${policy}"`,
    )
  }
  const violated = watchViolations(options)
  const taken = new WeakMap<GuardRequest, LimitState>()
  const ended = new WeakSet<GuardRequest>()
  const judge = (state: LimitState, request: GuardRequest): Verdict<Nothing, LimitDenial> => {
    if (!state.ok) {
      violated(state, request)
      return limitDenial(state)
    }
    // The client left while the store was asked: nobody else will give it back.
    if (ended.has(request)) settle(limits.refund(state))
    else taken.set(request, state)
    return allow()
  }
  return {
    guard(request, proved) {
      // Once a request, however often the guard is run.
      if (taken.has(request)) return allow()
      const key = by(request, proved)
      if (isMissing(key)) return keyMissing
      const answer = limits.check(policy, key)
      return answer instanceof Promise
        ? answer.then((late) => judge(late, request))
        : judge(answer, request)
    },
    observer: (request) => () => {
      ended.add(request)
      const state = taken.get(request)
      taken.delete(request)
      // A store that is down gives it back by its lease; the watcher tells of it.
      return state === undefined ? undefined : limits.refund(state)
    },
  }
}

/** A store that is down gives it back by its lease. */
function settle(refunded: Answer<void>): void {
  if (refunded instanceof Promise) refunded.catch(() => {})
}
