import { allow, isSecret, type Secret } from '@sallyport/core'
import { demandKnown } from '../known-names.ts'
import { type Challenge, refused, unsignedChallenge } from './challenge.ts'
import { sameText } from './same-text.ts'
import { echo, only, queryOf } from './token.ts'

/** What Meta was told. */
export interface MetaChallengeOptions {
  /** The verify token that you made up and entered at Meta: 16 characters at least. */
  readonly verifyToken: Secret | string
}

/**
 * Meta (Facebook, Instagram, Messenger, WhatsApp) asks `GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`
 * when an address is entered, and wants the challenge echoed if the token is the one that you entered there.
 * See https://developers.facebook.com/docs/graph-api/webhooks/getting-started.
 *
 * @example
 * ```ts
 * import { every } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { signedBy } from '@sallyport/webhook-auth'
 * import { metaChallenge } from '@sallyport/webhook-auth/challenges'
 * import { github } from '@sallyport/webhook-auth/schemes' // Meta's own, in your program
 *
 * const verifyToken = 'b51ad0e3f94c47d28c6a'
 * const guard = every(
 *   metaChallenge({ verifyToken }), // before the signature: this request has none
 *   signedBy(github, { secrets: 'd9f1c2a7b4e84c0f9a3b5d6e7f801234' }),
 * )
 * const ask = async (token: string) => {
 *   const query = `hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`
 *   const verdict = await guard(testRequest({ url: `/webhook/meta?${query}` }), {})
 *   return verdict.ok ? 'in' : [verdict.reason, verdict.reply?.body]
 * }
 * console.log(await ask(verifyToken)) // prints: [ 'challenge_answered', '1158201444' ]
 * console.log(await ask('a guess')) // prints: [ 'challenge_wrong', undefined ]
 * ```
 *
 * @throws TypeError or RangeError for a token that is none, or too short.
 */
export function metaChallenge(options: MetaChallengeOptions): Challenge {
  demandKnown('metaChallenge()', options, 'verifyToken')
  const { verifyToken } = options
  const right = isSecret(verifyToken) ? verifyToken.reveal() : verifyToken
  if (typeof right !== 'string') {
    throw new TypeError(
      `webhook-auth: "verifyToken" must be text, wrapped by secret() or not, got ${typeof right}`,
    )
  }
  if (right.length < shortest) {
    throw new RangeError(
      `webhook-auth: "verifyToken" must be ${shortest} characters or more, got ${right.length}`,
    )
  }
  return unsignedChallenge(async (request) => {
    if (request.method !== 'GET') return allow()
    const query = queryOf(request)
    const [mode, token, challenge] = names.map((name) => query.getAll(name))
    if (mode?.length === 0 && challenge?.length === 0) return allow()
    const given = only(token ?? [])
    if (only(mode ?? []) !== 'subscribe' || given === undefined)
      return refused('challenge_malformed')
    if (!(await sameText(given, right))) return refused('challenge_wrong')
    return echo(only(challenge ?? []))
  })
}

const names = ['hub.mode', 'hub.verify_token', 'hub.challenge'] as const
const shortest = 16
