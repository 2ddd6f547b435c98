import { type Denied, deny, type Guard } from '@sallyport/core'
import { byAddress, type Failures, type LimitDenial, limitReasons } from '@sallyport/limits'
import type { KeyDenial } from './catalog.ts'
import type { Identified } from './identify.ts'

/** What somebody is refused for who tries keys, rather than one who has a key that is no longer good. */
const guesses: ReadonlySet<string> = new Set<KeyDenial>([
  'key_malformed',
  'key_unknown',
  'key_wrong_secret',
  'key_wrong_tenant',
])

/** Stops an address that has guessed too often, before the guard runs. Stays closed where the limits cannot answer. */
export function stopGuessing(
  failures: Failures,
  guard: Guard<Identified, KeyDenial>,
): Guard<Identified, KeyDenial | LimitDenial> {
  const counting = failures.around(guard, {
    by: byAddress(),
    counts: ({ reason }) => guesses.has(reason),
  })
  return async (request, proved) => {
    try {
      return await counting(request, proved)
    } catch (cause) {
      return unavailable(cause)
    }
  }
}

const { status } = limitReasons.limits_unavailable
const headers = Object.freeze({ 'retry-after': '1' })

const unavailable = (cause: unknown): Denied<LimitDenial> =>
  deny('limits_unavailable', status, { shown: 'unavailable', headers, cause })
