import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { compactJws, writeJws } from '../jws.ts'
import type { DigestClaim, Reading, Scheme } from '../scheme.ts'

const header = 'x-webhook-signature'

const iss = 'netlify'

/** Netlify's deploy notifications: a token that holds the hash of the body, and no time. */
export const netlify: Scheme = /* @__PURE__ */ defineScheme({
  id: 'netlify',
  sender: 'Netlify',
  mac: 'hmac-sha256',
  encoding: 'base64url',
  covers: 'body',
  signs: 'a JWS (HS256) with the SHA-256 of the body',
  toleranceSeconds: null,
  deliveryId: 'none',
  source: 'https://docs.netlify.com/site-deploys/notifications/#payload-signature',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
  read: readNetlify,
  write({ body, digest }, signature) {
    const claims = { iss, sha256: digest('sha256', body, 'hex') }
    return { headers: { [header]: writeJws(claims, 'HS256', signature) }, body }
  },
})

function readNetlify(received: Received): readonly Reading[] | SignatureDenial {
  const [token, ...more] = received.header(header)
  if (token === undefined) return 'signature_missing'
  if (more.length > 0) return 'signature_repeated'
  const jws = compactJws(token, 'HS256')
  if (typeof jws === 'string') return jws
  if (jws.claims.iss !== iss) return 'content_malformed'
  const { sha256: is } = jws.claims
  if (typeof is !== 'string') return 'content_digest_wrong'
  const claim: DigestClaim = { hash: 'sha256', of: received.body, encoding: 'hex', is }
  return [{ signatures: [jws.signature], signed: jws.signed, digests: [claim] }]
}
