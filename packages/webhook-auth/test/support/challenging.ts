import { every, type Guard, type GuardRequest } from '@sallyport/core'
import { type TestRequestInit, testRequest } from '@sallyport/core/testing'
import {
  defineScheme,
  type Scheme,
  type SignedWebhook,
  sign,
  signedBy,
} from '@sallyport/webhook-auth'
import type { Challenge, SignedChallenge } from '@sallyport/webhook-auth/challenges'

export const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
export const now = 1_700_000_000_000

const facts = {
  mac: 'hmac-sha256',
  encoding: 'hex',
  source: 'https://sender.example/webhooks',
  evidence: 'documentation',
} as const

/** Signs as Zoom and Slack do. */
export const timed: Scheme = defineScheme({
  ...{ ...facts, id: 'timed', sender: 'Timed' },
  signature: { header: 'x-signature', prefix: 'v0=' },
  timestamp: { header: 'x-time', unit: 's' },
  signed: 'v0:{timestamp}:{body}',
})

/** What came of a request: `goes on`, or the reason and what was answered. */
export type Outcome = readonly [reason: string, body?: string | Uint8Array | undefined]

export async function outcomeOf(guard: Guard<object>, request: GuardRequest): Promise<Outcome> {
  const verdict = await guard(request, {})
  return verdict.ok ? ['goes on'] : [verdict.reason, verdict.reply?.body]
}

/** Asks a challenge that nothing signs. */
export const ask = (challenge: Challenge, init: TestRequestInit): Promise<Outcome> =>
  outcomeOf(challenge, testRequest(init))

/** A challenge behind a signature, and requests that ask it. */
export interface Behind {
  readonly guard: Guard<SignedWebhook>
  /** A delivery, signed. */
  readonly signed: (body: string | Uint8Array, secret?: string) => TestRequestInit
  /** Signed, and asked. */
  readonly send: (body: string | Uint8Array, secret?: string) => Promise<Outcome>
}

/** A delivery behind its signature, and then the challenge. */
export function behind(challenge: SignedChallenge, scheme: Scheme = timed): Behind {
  const guard = every(signedBy(scheme, { secrets: secret, clock: () => now }), challenge)
  const signed: Behind['signed'] = (body, of = secret) => ({
    method: 'POST',
    ...sign(scheme, { secret: of, body, timestamp: now }),
  })
  return { guard, signed, send: (body, of) => outcomeOf(guard, testRequest(signed(body, of))) }
}

/** What nobody may find in an answer. */
export const hostileTokens: readonly unknown[] = [
  '<script>alert(1)</script>',
  '"><img src=x>',
  'a\r\nset-cookie: a=1',
  'a\u0000b',
  'ä',
  '\u2028',
  '{"a":1}',
  'a&b',
  "alert('1')",
  '',
  'x'.repeat(513),
  'x'.repeat((1 << 20) - 1_000),
  7,
  null,
  ['abc'],
  { toString: 'abc' },
]
