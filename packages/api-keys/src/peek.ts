import { noMetrics, type Verdict } from '@sallyport/core'
import type { Claim, Claimed, Limits } from '@sallyport/limits'
import type { Keys } from './keys.ts'
import type { ClaimsOf } from './spend.ts'
import type { Answer } from './store.ts'
import { type Verified, type VerifyDenial, type VerifyNeed, verify } from './verify.ts'

/** Says what {@link verify} would, by the same steps, over keys that count, note and take nothing. */
export function peek(
  keys: Keys,
  claimsOf: ClaimsOf,
  token: unknown,
  need: VerifyNeed,
): Answer<Verdict<Verified, VerifyDenial>> {
  const { limits, usage, rehash } = keys
  const still: Keys = {
    ...keys,
    metrics: noMetrics,
    usage: { ...usage, note() {} },
    rehash: { ...rehash, begin() {} },
    limits: limits && { ...limits, claim: (claims) => look(limits, claims) },
  }
  return verify(still, claimsOf, token, need)
}

/** How a claim would end. Of what does not fit, the one that takes longest to, as a claim says it. */
async function look(limits: Limits, claims: readonly Claim[]): Promise<Claimed> {
  const states = await Promise.all(
    claims.map(({ policy, key, cost }) => limits.peek(policy, key, cost)),
  )
  const refused = states.filter(({ ok }) => !ok)
  const denied = refused.toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)[0]
  return { ok: denied === undefined, denied, states }
}
