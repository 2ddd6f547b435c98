import { type AuditParty, type Endpoint, type GuardRequest, jsonReply } from '@sallyport/core'
import type { NetworkList } from '@sallyport/network'

/** GET shows what is blocked; POST `{ "network": "192.0.2.0/24", "note": "flood" }` blocks, at once. */
export function blockedEndpoint(
  blocked: NetworkList,
  actorOf: (request: GuardRequest) => AuditParty,
): Endpoint {
  return async (request) => {
    if (request.method !== 'POST') return jsonReply(200, blocked.entries())
    const body = await request.body()
    if (!body.ok) return jsonReply(body.status, { error: body.reason })
    try {
      const { network, note } = JSON.parse(Buffer.from(body.value).toString()) ?? {}
      await blocked.add([note === undefined ? network : { network, note: String(note) }], {
        actor: actorOf(request),
      })
      return jsonReply(201, blocked.entries())
    } catch (error) {
      // What was sent is no JSON, or no network.
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error
      return jsonReply(400, { error: error.message })
    }
  }
}
