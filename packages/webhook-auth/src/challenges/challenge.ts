import {
  type BodyDenial,
  type Denied,
  deny,
  type Guard,
  type GuardRequest,
  type Nothing,
  type Reply,
  type Verdict,
} from '@sallyport/core'
import type { SignedWebhook } from '../signed-by.ts'
import { type ChallengeDenial, challengeReasons } from './reasons.ts'

/** What a challenge comes to: an answer that ends the request, or a request that goes on. Never a proof. */
export type ChallengeVerdict = Verdict<Nothing, ChallengeDenial | BodyDenial>

/**
 * Answers a challenge that its sender does not sign. A guard that stands before the one which checks the signature:
 * what is no challenge goes on to it, and nothing is let in here.
 */
export type Challenge = Guard<Nothing, ChallengeDenial | BodyDenial> & { readonly signed: false }

/** Answers a challenge that its sender signs. A guard that needs what `signedBy` proves, and so stands after it. */
export type SignedChallenge = Guard<Nothing, ChallengeDenial | BodyDenial, SignedWebhook> & {
  readonly signed: true
}

/** A challenge before the signature. */
export const unsignedChallenge = (
  answer: (request: GuardRequest) => ChallengeVerdict | Promise<ChallengeVerdict>,
): Challenge =>
  Object.assign((request: GuardRequest) => answer(request), { signed: false } as const)

/** A challenge after the signature. */
export const signedChallenge = (
  answer: (
    request: GuardRequest,
    proved: SignedWebhook,
  ) => ChallengeVerdict | Promise<ChallengeVerdict>,
): SignedChallenge =>
  Object.assign((request: GuardRequest, proved: SignedWebhook) => answer(request, proved), {
    signed: true,
  } as const)

/** The answer that the sender waits for. A denial, so that no handler runs. */
export const answered = (reply: Reply<string>): Denied<ChallengeDenial> =>
  deny('challenge_answered', reply.status, {
    reply: { ...reply, headers: { ...safe, ...reply.headers } },
  })

// What is echoed came from outside: no browser may take it for anything else, nor keep it.
const safe = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }

/** What stands in the place of an answer. */
export const refused = (
  reason: Exclude<ChallengeDenial, 'challenge_answered'>,
  cause?: unknown,
): Denied<ChallengeDenial> =>
  deny(reason, challengeReasons[reason].status, {
    shown: reason === 'challenge_failed' ? 'unavailable' : 'webhook_refused',
    ...(cause !== undefined && { cause }),
  })
