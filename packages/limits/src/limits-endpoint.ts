import { type Endpoint, jsonReply } from '@sallyport/core'
import type { Limits } from './limits.ts'
import type { LimitState } from './store.ts'

/**
 * How limits stand: the policies, how often each was asked in this process, whether the store
 * answers; with `?policy=api&key=192.0.2.1` also how that key stands. For administrators: guard it.
 *
 * @example
 * ```ts
 * import { responder } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { limits, limitsEndpoint } from '@sallyport/limits'
 *
 * const limiter = limits({ policies: { api: { kind: 'rate', limit: 60, windowMs: 60_000 } } })
 * limiter.check('api', 'ada')
 * const respond = responder(limitsEndpoint(limiter))
 * const { body } = await respond(testRequest({ url: '/status?policy=api&key=ada' }))
 * console.log(JSON.parse(String(body)).key.remaining) // prints: 59
 * ```
 */
export function limitsEndpoint<P extends string>(limits: Limits<P>): Endpoint {
  return async ({ url }) => {
    const query = new URLSearchParams(url.split('?').slice(1).join('?'))
    const name = query.get('policy')
    const key = query.get('key')
    const tally = limits.tally()
    const policies = Object.values<Limits<P>['policies'][P]>(limits.policies).map(
      ({ name, kind, limit, capacity, windowMs, period }) => ({
        name,
        kind,
        limit,
        ...(kind === 'rate' ? { burst: capacity } : {}),
        ...(period === undefined ? { window_ms: windowMs } : { period }),
        ...tally[name],
      }),
    )
    const store = await asked(limits)
    if (name === null && key === null) return jsonReply(200, { policies, store })
    if (name === null || key === null || !Object.hasOwn(limits.policies, name)) {
      return jsonReply(400, {
        error: 'Name a policy that there is, and a key.',
        status: 'bad_query',
      })
    }
    return jsonReply(200, { policies, store, key: shown(await limits.peek(name as P, key)) })
  }
}

async function asked({
  health,
}: Limits): Promise<{ readonly ok: boolean; readonly degraded?: boolean }> {
  try {
    const { ok, degraded } = await health(new AbortController().signal)
    return degraded === undefined ? { ok } : { ok, degraded }
  } catch {
    return { ok: false }
  }
}

// Field by field: a state works some of them out when they are read.
const shown = (state: LimitState) => ({
  policy: state.policy.name,
  key: state.key,
  ok: state.ok,
  reason: state.reason ?? null,
  remaining: state.remaining,
  retry_after_ms: state.retryAfterMs,
  reset_after_ms: state.resetAfterMs,
})
