import { type GuardRequest, jsonReply, type Secret, secret } from '@sallyport/core'
import { demandKnown } from '../known-names.ts'
import { answered, type ChallengeVerdict, refused } from './challenge.ts'
import { isToken } from './token.ts'

/** Where a secret goes that a sender makes up and offers. */
export interface KeepSecretOptions {
  /**
   * Keeps the secret that deliveries will be signed with, if one is waited for, and answers `true` then; anything else
   * refuses. Whoever knows the address can offer one, and what they offer would let them in: answer `true` once for
   * each webhook that you make, also when two ask at the same time.
   */
  keep(secret: Secret, request: GuardRequest): boolean | Promise<boolean>
}

/** The callback, if it is one. */
export function keepOf(where: string, options: KeepSecretOptions): KeepSecretOptions['keep'] {
  demandKnown(where, options, 'keep')
  if (typeof options.keep === 'function') return options.keep.bind(options)
  throw new TypeError(
    `webhook-auth: ${where} needs "keep" to be a function, got ${typeof options.keep}`,
  )
}

/** Offers a secret to whoever waits for one; answered with these headers if somebody did. */
export async function offer(
  keep: KeepSecretOptions['keep'],
  text: unknown,
  request: GuardRequest,
  headers: Readonly<Record<string, string>> = {},
): Promise<ChallengeVerdict> {
  // Shorter ones could be guessed, and `signedBy` refuses them.
  if (!isToken(text) || /\s/.test(text) || text.length < 16) return refused('challenge_malformed')
  // Only the very word: what is merely truthy is a mistake.
  if ((await keep(secret(text), request)) !== true) return refused('challenge_unexpected')
  return answered(jsonReply(200, {}, headers))
}
