import { systemClock, systemNewId } from '@sallyport/core'
import { demandKnown } from './known-names.ts'
import type { Outgoing, Scheme } from './scheme.ts'
import type { SignOptions } from './sign.ts'
import { utf8Bytes } from './utf8.ts'

const names = 'secret body method url callbackUrl timestamp deliveryId clock'

/** A delivery that is to be signed, but for what the platform computes. Throws for options that cannot be right. */
export function outgoingOf(options: SignOptions): Omit<Outgoing, 'digest'> {
  demandKnown('sign()', options, names)
  const { body, method = 'POST', callbackUrl, clock = systemClock } = options
  const { timestamp = clock(), deliveryId = systemNewId() } = options
  const { url = callbackUrl === undefined ? '/' : targetOf(callbackUrl) } = options
  const bytes = typeof body === 'string' ? utf8Bytes(body) : body
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`webhook-auth: "body" must be text or bytes, got ${typeof body}`)
  }
  if (!Number.isSafeInteger(timestamp)) {
    throw new RangeError(
      `webhook-auth: "timestamp" must be whole milliseconds, got ${String(timestamp)}`,
    )
  }
  return { body: bytes, method, url, callbackUrl, timestamp, deliveryId }
}

function targetOf(callbackUrl: string): string {
  const { pathname, search } = new URL(callbackUrl)
  return pathname + search
}

/** How a scheme writes a signature, and what makes one. Throws TypeError where only the sender can. */
export function writingOf<S>(
  { id, write }: Scheme,
  sign: S | undefined,
): { readonly write: NonNullable<Scheme['write']>; readonly sign: S } {
  if (sign !== undefined && write !== undefined) return { write, sign }
  throw new TypeError(`webhook-auth: what checks ${id} cannot sign it: only its sender can`)
}
