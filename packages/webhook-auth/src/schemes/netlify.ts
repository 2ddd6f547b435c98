import { hash } from 'node:crypto'
import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { compactJws, writeJws } from '../jws.ts'
import type { Reading, Scheme } from '../scheme.ts'

const header = 'x-webhook-signature'

const claimsOf = (body: Uint8Array) => ({ iss: 'netlify', sha256: hash('sha256', body, 'hex') })

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
  write: ({ body }, signature) => ({
    headers: { [header]: writeJws(claimsOf(body), 'HS256', signature) },
    body,
  }),
})

function readNetlify(received: Received): readonly Reading[] | SignatureDenial {
  const [token, ...more] = received.header(header)
  if (token === undefined) return 'signature_missing'
  if (more.length > 0) return 'signature_repeated'
  const jws = compactJws(token, 'HS256')
  if (typeof jws === 'string') return jws
  const { iss, sha256 } = claimsOf(received.body)
  if (jws.claims.iss !== iss) return 'content_malformed'
  if (jws.claims.sha256 !== sha256) return 'content_digest_wrong'
  return [{ signatures: [jws.signature], signed: jws.signed }]
}
