import type { Delivery } from '../delivery.ts'

/**
 * Reads a delivery that was kept as JSON: `{ "method", "url", "headers", "bodyBase64" }`. A header's value is
 * a text or a list of texts.
 *
 * @example
 * ```ts
 * import { readCapture } from '@sallyport/webhook-auth/explain'
 *
 * const { body } = readCapture('{"headers":{"x-a":"1"},"bodyBase64":"e30="}')
 * console.log(Buffer.from(body).toString()) // prints: {}
 * ```
 *
 * @throws TypeError for what is no capture, without what is in it.
 */
export function readCapture(json: string): Delivery {
  const { method, url, headers, bodyBase64 } = recordOf(json)
  if (typeof bodyBase64 !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(bodyBase64)) {
    throw new TypeError(
      'webhook-auth: a capture needs "bodyBase64": the bytes of the body in base64',
    )
  }
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw new TypeError(
      'webhook-auth: a capture needs "headers": an object of texts, or lists of them',
    )
  }
  return {
    ...(typeof method === 'string' && { method }),
    ...(typeof url === 'string' && { url }),
    headers: headers as Readonly<Record<string, string | readonly string[]>>,
    body: Buffer.from(bodyBase64, 'base64'),
  }
}

function recordOf(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null)
      return value as Readonly<Record<string, unknown>>
  } catch {
    // What the platform says of it would quote the delivery.
  }
  throw new TypeError('webhook-auth: a capture is an object in JSON')
}
