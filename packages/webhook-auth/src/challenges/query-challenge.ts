import { allow } from '@sallyport/core'
import { demandKnown } from '../known-names.ts'
import { type Challenge, unsignedChallenge } from './challenge.ts'
import { echo, only, queryOf } from './token.ts'

/** Where a sender puts what it wants echoed. */
export interface QueryChallengeOptions {
  /** The parameter of the query. */
  readonly parameter: string
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST'
}

/**
 * Echoes a parameter of the query as plain text, for senders that ask so: `dropboxChallenge` and
 * `microsoftGraphChallenge` are made of it. Only letters, digits, spaces and `.~+/=:-`, 512 at most.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { queryChallenge } from '@sallyport/webhook-auth/challenges'
 *
 * const challenge = queryChallenge({ parameter: 'echo' })
 * const ask = async (url: string) => {
 *   const verdict = await challenge(testRequest({ url }), {})
 *   return verdict.ok ? 'goes on' : [verdict.reason, verdict.reply?.body]
 * }
 * console.log(await ask('/hook?echo=s3cr3t')) // prints: [ 'challenge_answered', 's3cr3t' ]
 * console.log(await ask('/hook?echo=<script>')) // prints: [ 'challenge_malformed', undefined ]
 * console.log(await ask('/hook')) // prints: goes on
 * ```
 *
 * @throws TypeError for options that cannot be right.
 */
export function queryChallenge(options: QueryChallengeOptions): Challenge {
  demandKnown('queryChallenge()', options, 'parameter method')
  const { parameter, method = 'GET' } = options
  if (typeof parameter !== 'string' || parameter === '') {
    throw new TypeError(
      `webhook-auth: "parameter" must be the name of one, got ${JSON.stringify(parameter)}`,
    )
  }
  if (method !== 'GET' && method !== 'POST') {
    throw new TypeError(
      `webhook-auth: "method" must be 'GET' or 'POST', got ${JSON.stringify(method)}`,
    )
  }
  return unsignedChallenge((request) => {
    const values = request.method === method ? queryOf(request).getAll(parameter) : []
    return values.length === 0 ? allow() : echo(only(values))
  })
}
