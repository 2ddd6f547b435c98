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

/** RFC 9110 §15.3.5, §15.4.5: 204 and 304 have no content, whatever was given. */
export function withoutContent<B extends ReplyBody>(reply: Reply<B>): Reply<B | ''> {
  return reply.status === 204 || reply.status === 304 ? { ...reply, body: '' } : reply
}

/** The reply as every framework can send it; throws where none could. */
export function sendable<R extends Reply>(reply: R): R {
  const { status, headers } = reply
  checkStatus(status)
  const tidy = sendableHeaders(headers)
  return tidy === headers ? reply : { ...reply, headers: tidy }
}

/** Throws for a status that ends no exchange, of a denial for this reason or of a reply. */
export function checkStatus(status: number, reason?: string): void {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return
  const whose = reason === undefined ? 'a reply' : `deny("${reason}")`
  throw new RangeError(`core: ${whose} needs a status from 200 to 599, got ${status}`)
}

// RFC 9110 §5.1, §5.5. Node throws for anything else, in the middle of an answer.
const fieldName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** Headers with lower-case names; throws for what cannot be sent. */
export function sendableHeaders(headers: Headers): Headers {
  let tidy: Headers = headers
  for (const name of Object.keys(headers)) {
    const value = headers[name] as Headers[string]
    const lower = name.toLowerCase()
    if (!fieldName.test(lower))
      throw new TypeError(`core: no header is called ${JSON.stringify(name)}`)
    if (typeof value === 'string' ? !fieldValue.test(value) : !areValues(value))
      throw new TypeError(`core: the header "${name}" cannot be sent`)
    if (lower !== name) {
      const { [name]: _, ...others } = tidy
      tidy = mergeHeaders(others, { [lower]: value })
    }
  }
  return tidy
}

const areValues = (given: unknown): boolean =>
  Array.isArray(given) && given.every((one) => typeof one === 'string' && fieldValue.test(one))

/** A header that both set keeps both values, in order. */
export function mergeHeaders(first: Headers, second: Headers): Headers {
  const merged: Record<string, string | readonly string[]> = { ...first }
  for (const name of Object.keys(second)) {
    const value = second[name] as Headers[string]
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined
    merged[name] = before === undefined ? value : [before, value].flat()
  }
  return merged
}
