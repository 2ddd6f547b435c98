import { type Allowed, allow, type Denied, deny, type Verdict } from '@sallyport/core'
import {
  type Claimed,
  type LimitDenial,
  type LimitState,
  limitDenial,
  limitReasons,
} from '@sallyport/limits'
import { type Requirement, requireScopes, type ScopeDenial } from '@sallyport/scopes'
import { apiKeyMetrics, type KeyDenial } from './catalog.ts'
import { type Identified, identify, type UsedBy } from './identify.ts'
import type { Keys } from './keys.ts'
import type { ClaimsOf } from './spend.ts'
import type { Answer } from './store.ts'

/** What a key is verified for. */
export interface VerifyNeed extends UsedBy {
  /** What it must be allowed to do. @default nothing */
  readonly scopes?: Requirement
  /** What it takes from its limits; 0 for nothing. @default 1 */
  readonly cost?: number
}

/** What a verified key proves, and how its limits stand. */
export interface Verified extends Identified {
  readonly limits: readonly LimitState[]
}

/** Why a key is not let in, may not, or must wait. */
export type VerifyDenial = KeyDenial | ScopeDenial | LimitDenial

type Judged = Verdict<Verified, VerifyDenial>

/** Identifies, authorises, spends, in this order: what is refused has taken nothing. At once where the stores answer at once. */
export function verify(
  keys: Keys,
  claimsOf: ClaimsOf,
  token: unknown,
  need: VerifyNeed,
): Answer<Judged> {
  const identified = identify(keys, token, need)
  return identified instanceof Promise
    ? identified.then((late) => authorise(keys, claimsOf, late, need))
    : authorise(keys, claimsOf, identified, need)
}

function authorise(
  keys: Keys,
  claimsOf: ClaimsOf,
  identified: Verdict<Identified, KeyDenial>,
  { scopes, cost = 1 }: VerifyNeed,
): Answer<Judged> {
  if (!identified.ok) return identified
  const { value } = identified
  if (scopes !== undefined && !keys.scopes.holds(value.grants, scopes)) {
    return insufficient(keys, value, scopes)
  }
  const claims = cost === 0 ? [] : claimsOf(value.key, cost)
  if (claims.length === 0) return allow({ ...value, limits: [] }, identified.headers)
  // Another program issued it, and nobody here would count.
  if (keys.limits === undefined) return refused(keys, value, uncounted(value.key.id))
  const claimed = keys.limits.claim(claims)
  return claimed instanceof Promise
    ? claimed.then((late) => spent(keys, identified, late))
    : spent(keys, identified, claimed)
}

async function insufficient(keys: Keys, value: Identified, scopes: Requirement): Promise<Judged> {
  const denied = await requireScopes(scopes)(nobody, value)
  if (denied.ok) throw new Error('api-keys: bad scopes in verify()')
  return refused(keys, value, denied)
}

function spent(
  keys: Keys,
  { value, headers }: Allowed<Identified>,
  { denied, states }: Claimed,
): Judged {
  if (denied !== undefined) return refused(keys, value, limitDenial(denied))
  return allow({ ...value, limits: states }, headers)
}

// The guard of scopes reads only what was proved.
const nobody = undefined as never

/** A refusal of a key whose secret was proved: counted, and with the key for the record. */
function refused<R extends VerifyDenial>(
  { metrics }: Keys,
  { key }: Identified,
  denied: Denied<R>,
): Denied<R> {
  metrics.add(apiKeyMetrics.failures, 1, { reason: denied.reason })
  return { ...denied, proved: { key } }
}

const uncounted = (id: string): Denied<LimitDenial> =>
  deny('limits_unavailable', limitReasons.limits_unavailable.status, {
    shown: 'unavailable',
    cause: new TypeError(`api-keys: the key ${id} has limits, and apiKeys() was given none`),
  })
