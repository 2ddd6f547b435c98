import { allow, jsonReply } from '@sallyport/core'
import { answered, type SignedChallenge, signedChallenge } from './challenge.ts'
import { jsonBody } from './json-body.ts'

/**
 * Discord sends a PING, signed, when an address is entered, and now and then: of interactions it wants one back, of
 * webhook events a 204. Other PINGs have a wrong signature on purpose, and never get here.
 * See https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint.
 */
export const discordChallenge: SignedChallenge = /* @__PURE__ */ signedChallenge(
  async (request) => {
    const body = await jsonBody(request)
    if (!body.ok) return body
    const { type, event } = body.value
    if (type === 0) return answered({ status: 204, headers: {}, body: '' })
    // Of webhook events it is an event.
    return type === 1 && event === undefined ? answered(jsonReply(200, { type: 1 })) : allow()
  },
)
