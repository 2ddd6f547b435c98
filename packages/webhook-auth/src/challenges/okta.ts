import { allow, jsonReply } from '@sallyport/core'
import { answered, type Challenge, refused, unsignedChallenge } from './challenge.ts'
import { isToken, only } from './token.ts'

/**
 * Okta asks `GET` once, when an event hook is verified, with a header that it wants back as JSON. See
 * https://developer.okta.com/docs/concepts/event-hooks/.
 */
export const oktaChallenge: Challenge = /* @__PURE__ */ unsignedChallenge((request) => {
  const values = request.headerValues('x-okta-verification-challenge')
  if (request.method !== 'GET' || values.length === 0) return allow()
  const verification = only(values)
  if (!isToken(verification)) return refused('challenge_malformed')
  return answered(jsonReply(200, { verification }))
})
