import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { compactJws, timeClaim, writeJws } from '../jws.ts'
import { requestUrl } from '../request-url.ts'
import type { DigestClaim, Outgoing, Reading, Scheme } from '../scheme.ts'

const header = 'messagebird-signature-jwt'
/** What the sender's library lets clocks differ. */
const skewMs = 5_000

const sha256 = { hash: 'sha256', encoding: 'hex' } as const

/**
 * MessageBird (Bird): a token that holds the hashes of the address and the body. Of the algorithms that its
 * library reads, HS256 alone. A token holds for as long as it says; `toleranceSeconds` is the most.
 */
export const messagebird: Scheme = /* @__PURE__ */ defineScheme({
  id: 'messagebird',
  sender: 'MessageBird',
  mac: 'hmac-sha256',
  encoding: 'base64url',
  covers: 'body',
  signs: 'a JWS (HS256) with the SHA-256 of {url} and of the body',
  toleranceSeconds: 300,
  deliveryId: 'signed',
  source:
    'https://github.com/messagebird/messagebird-nodejs/blob/master/lib/webhook-signature-jwt.js',
  sourceRead: '2026-11-21',
  evidence: 'vector',
  read: readMessagebird,
  write(outgoing, signature) {
    const url = requestUrl(outgoing)
    if (url === undefined)
      throw new TypeError('webhook-auth: messagebird signs the callback URL: give "callbackUrl"')
    const token = writeJws(claimsOf(outgoing, url), 'HS256', signature)
    const { body, method } = outgoing
    return { headers: { [header]: token }, body, method, url: outgoing.url }
  },
})

function claimsOf(
  { body, timestamp, deliveryId, digest }: Outgoing,
  url: string,
): Readonly<Record<string, unknown>> {
  const seconds = Math.floor(timestamp / 1_000)
  return {
    iss: 'MessageBird',
    nbf: seconds,
    exp: seconds + 60,
    jti: deliveryId,
    url_hash: digest('sha256', url, 'hex'),
    ...(body.length > 0 && { payload_hash: digest('sha256', body, 'hex') }),
  }
}

function readMessagebird(received: Received): readonly Reading[] | SignatureDenial {
  const [token, ...more] = received.header(header)
  if (token === undefined) return 'signature_missing'
  if (more.length > 0) return 'signature_repeated'
  const jws = compactJws(token, 'HS256')
  if (typeof jws === 'string') return jws
  const { iss, nbf, exp, jti, url_hash: urlHash, payload_hash: bodyHash } = jws.claims
  const url = requestUrl(received)
  if (iss !== 'MessageBird' || url === undefined) return 'content_malformed'
  const timestamp = timeClaim(nbf)
  const expires = timeClaim(exp)
  if (timestamp === undefined || expires === undefined) return 'timestamp_malformed'
  if (typeof jti !== 'string' || jti === '') return 'delivery_id_missing'
  const digests = digestsOf(received.body, bodyHash, url, urlHash)
  if (typeof digests === 'string') return digests
  const { signature, signed } = jws
  const ends = expires + skewMs
  return [{ signatures: [signature], signed, timestamp, expires: ends, deliveryId: jti, digests }]
}

function digestsOf(
  body: Uint8Array,
  bodyHash: unknown,
  url: string,
  urlHash: unknown,
): readonly DigestClaim[] | SignatureDenial {
  if (typeof urlHash !== 'string') return 'content_digest_wrong'
  const ofUrl = { ...sha256, of: url, is: urlHash }
  // Without a body there is no hash of it: of the empty one neither.
  if (body.length === 0) return bodyHash === undefined ? [ofUrl] : 'content_digest_wrong'
  return typeof bodyHash === 'string'
    ? [ofUrl, { ...sha256, of: body, is: bodyHash }]
    : 'content_digest_wrong'
}
