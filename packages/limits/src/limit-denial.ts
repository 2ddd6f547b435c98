import { type Denied, deny, type Headers } from '@sallyport/core'
import { type LimitReason, limitReasons } from './catalog.ts'
import { retryAfter } from './headers.ts'
import type { LimitState } from './store.ts'

/** The refusal of a limit, as a guard answers it. */
export function limitDenial(state: LimitState, headers?: Headers): Denied<LimitReason> {
  const reason = state.reason ?? 'rate_limited'
  const { status } = limitReasons[reason]
  return deny(reason, status, {
    headers: { ...headers, ...retryAfter(state.retryAfterMs) },
    ...(status === 503 ? { shown: 'unavailable' } : {}),
    ...(state.cause === undefined ? {} : { cause: state.cause }),
  })
}

/** An empty header is nobody's name: all who send one would share it. */
export const isMissing = (key: string | undefined): key is '' | undefined =>
  key === undefined || key === ''

/** Nobody can be counted, so nobody is let in. */
export const keyMissing: Denied<'limit_key_missing'> = Object.freeze(
  deny('limit_key_missing', limitReasons.limit_key_missing.status),
)
