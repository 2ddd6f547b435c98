import { allow } from '@sallyport/core'
import { type SignedChallenge, signedChallenge } from './challenge.ts'
import { fieldsOf, jsonBody } from './json-body.ts'
import { echo } from './token.ts'

/**
 * Twitch sends a challenge, signed, when a subscription is made, and wants it echoed. Known by its body: the header
 * that says so is not signed.
 * See https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#responding-to-a-challenge-request.
 */
export const twitchChallenge: SignedChallenge = /* @__PURE__ */ signedChallenge(async (request) => {
  const body = await jsonBody(request)
  if (!body.ok) return body
  const { challenge, subscription } = body.value
  const { status } = fieldsOf(subscription)
  return status === 'webhook_callback_verification_pending' ? echo(challenge) : allow()
})
