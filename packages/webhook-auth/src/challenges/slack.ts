import { allow } from '@sallyport/core'
import { type SignedChallenge, signedChallenge } from './challenge.ts'
import { jsonBody } from './json-body.ts'
import { echo } from './token.ts'

/**
 * Slack sends `url_verification`, signed, when the address of events is entered, and wants its `challenge` echoed.
 * See https://docs.slack.dev/reference/events/url_verification.
 */
export const slackChallenge: SignedChallenge = /* @__PURE__ */ signedChallenge(async (request) => {
  const body = await jsonBody(request)
  if (!body.ok) return body
  const { type, challenge } = body.value
  return type === 'url_verification' ? echo(challenge) : allow()
})
