import { denialReply, deny, jsonReply, type Reply } from '@sallyport/core'

const nothing = denialReply(deny('not_found', 404))

/** What is answered where there is no route: by each framework alike, and not by a page of its own. */
export const nothingHere = (): Reply => nothing

/** What is answered where a framework or a handler has failed. Why is for the operator alone. */
export function failed(error: unknown): Reply {
  const status = statusOf(error)
  if (status < 500) return denialReply(deny('malformed', status))
  console.error(error)
  return jsonReply(500, { error: 'Something failed on our side.', status: 'failed' })
}

/** As frameworks' errors say it, each under a name of its own. */
function statusOf(error: unknown): number {
  const { status, statusCode = status } = Object(error)
  return Number.isInteger(statusCode) && statusCode >= 400 && statusCode < 500 ? statusCode : 500
}
