import type { Received } from './delivery.ts'

const longest = 8_192
// RFC 9112 §3.2.1: origin-form alone; another would let the sender name the host. Only what RFC 3986 §3.3 and §3.4
// have: where nothing separates address and body, other letters could be the beginning of a body of JSON.
const originForm = /^\/(?!\/)[\w.~!$&'()*+,;=:@/?%-]*$/

/** Whether a request's path and query are that, and not too long. */
export const isTarget = (url: string): boolean => url.length <= longest && originForm.test(url)

/**
 * The whole address of a request: the origin from the settings, path and query as they came. Undefined
 * where they are none.
 */
export function requestUrl({
  callbackUrl,
  url,
}: Pick<Received, 'callbackUrl' | 'url'>): string | undefined {
  if (callbackUrl === undefined || !isTarget(url)) return undefined
  return new URL(callbackUrl).origin + url
}
