import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { allow, type BodyDenial, deny, type Guard, type Secret } from '@sallyport/core'
import type { Grants } from '@sallyport/scopes'

/** Who holds a bearer token. */
export interface Caller {
  readonly id: string
}

/** Who holds a token, and what they may do. */
export interface TokenHolder extends Caller {
  readonly token: Secret
  readonly grants: Grants
}

/** Bearer tokens, each compared in constant time. */
export function requireToken(
  holders: readonly TokenHolder[],
): Guard<{ readonly caller: Caller; readonly grants: Grants }, 'token_missing' | 'token_wrong'> {
  const known = holders.map(({ id, token, grants }) => ({
    proof: { caller: { id }, grants },
    expected: digest(token.reveal()),
  }))
  const challenge = { headers: { 'www-authenticate': 'Bearer' } }
  return (request) => {
    const given = /^Bearer ([\w.~+/=-]+)$/i.exec(request.header('authorization') ?? '')?.[1]
    if (given === undefined) return deny('token_missing', 401, challenge)
    const sent = digest(given)
    const holder = known.filter(({ expected }) => timingSafeEqual(sent, expected))[0]
    return holder === undefined ? deny('token_wrong', 401, challenge) : allow(holder.proof)
  }
}

// Digests are of one length, whatever was sent, and tell nothing about where two tokens differ.
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** What a signed delivery proves. */
export interface Delivery {
  readonly sender: string
  readonly bytes: number
}

/** HMAC-SHA256 over the body's bytes as received, in `x-signature: sha256=<hex>`. */
export function signedBody(
  key: Secret,
): Guard<{ readonly delivery: Delivery }, 'signature_missing' | 'signature_wrong' | BodyDenial> {
  return async (request) => {
    const hex = /^sha256=([0-9a-f]{64})$/.exec(request.header('x-signature') ?? '')?.[1]
    if (hex === undefined) return deny('signature_missing', 401)
    const body = await request.body()
    if (!body.ok) return body
    return timingSafeEqual(Buffer.from(hex, 'hex'), hmac(key, body.value))
      ? allow({ delivery: { sender: request.params.sender ?? '', bytes: body.value.length } })
      : deny('signature_wrong', 401)
  }
}

/** The signature that {@link signedBody} asks for. */
export const signatureOf = (key: Secret, body: Uint8Array): string =>
  `sha256=${hmac(key, body).toString('hex')}`

const hmac = (key: Secret, body: Uint8Array): Buffer =>
  createHmac('sha256', key.reveal()).update(body).digest()
