import type { Delivery, SignedDelivery, Verifier } from '@sallyport/webhook-auth'

/** Deliveries that differ from this one in a byte of the body, or in a letter of one of these headers. */
export function* oneByteOff(
  delivery: SignedDelivery,
  headers: readonly string[],
): Generator<Delivery> {
  for (let at = 0; at < delivery.body.length; at++) {
    const body = Uint8Array.from(delivery.body)
    body[at] = (body[at] as number) ^ 1
    yield { ...delivery, body }
  }
  for (const name of headers) {
    const value = delivery.headers[name] ?? ''
    for (let at = 0; at < value.length; at++) {
      const letter = String.fromCharCode(value.charCodeAt(at) ^ 1)
      const changed = value.slice(0, at) + letter + value.slice(at + 1)
      yield { ...delivery, headers: { ...delivery.headers, [name]: changed } }
    }
  }
}

/** How many of those are accepted. */
export const acceptedOff = (
  check: Verifier,
  delivery: SignedDelivery,
  headers: readonly string[],
): number => [...oneByteOff(delivery, headers)].filter((one) => check(one).ok).length
