import { jsonReply, type Reply, withoutContent } from './reply.ts'
import type { Denied } from './verdict.ts'

const sentences: Readonly<Record<number, string>> = {
  400: 'The request is not as it should be.',
  401: 'The request must say who sends it, and prove it.',
  403: 'This is not allowed.',
  404: 'There is nothing here.',
  409: 'This is already under way.',
  413: 'The body is too large.',
  429: 'Too many requests.',
  503: 'The service cannot answer this now.',
}

/**
 * What the client gets for a denial: the reply it carries, or
 * `{ "error": "<sentence>", "status": "<shown, else reason>" }`. Its `cause` and what was proved
 * stay inside.
 *
 * @example
 * ```ts
 * import { denialReply, deny } from '@sallyport/core'
 *
 * const reply = denialReply(deny('key_revoked', 401, { shown: 'unknown_key' }))
 * console.log(reply.status, JSON.parse(String(reply.body)).status) // prints: 401 unknown_key
 * ```
 */
export function denialReply(denied: Denied): Reply<string | Uint8Array> {
  const { reply, headers, status, message, shown, reason } = denied
  if (reply !== undefined) {
    return withoutContent({ ...reply, headers: { ...reply.headers, ...headers } })
  }
  const error = message ?? sentences[status] ?? 'The request was refused.'
  return withoutContent(jsonReply(status, { error, status: shown ?? reason }, headers))
}
