/**
 * Response headers: lower-case names, one value or several. Several stay several
 * (two `set-cookie` cannot be joined).
 */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** Text, bytes, or pieces of either as they come, so that a long export costs no memory. */
export type ReplyBody = string | Uint8Array | AsyncIterable<string | Uint8Array>

/** An HTTP answer, whatever the framework. */
export interface Reply<B extends ReplyBody = ReplyBody> {
  readonly status: number
  /** Always with a `content-type` when there is a body: frameworks differ in what they add. */
  readonly headers: Headers
  readonly body: B
}

/** A JSON answer that no cache may keep. */
export function jsonReply(status: number, value: unknown, headers?: Headers): Reply<string> {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  }
}

/** As it can be sent. RFC 9110 §15.3.5, §15.4.5: 204 and 304 have no content, whatever was given. */
export function sendable<B extends ReplyBody>(reply: Reply<B>): Reply<B | ''> {
  return reply.status === 204 || reply.status === 304 ? { ...reply, body: '' } : reply
}
