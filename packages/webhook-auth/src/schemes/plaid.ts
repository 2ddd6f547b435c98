import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { compactJws, timeClaim } from '../jws.ts'
import type { Reading, Scheme } from '../scheme.ts'

/** Plaid: a token that holds the hash of the body. Its keys are fetched by `plaidKeys` of `/keys`. */
export const plaid: Scheme = /* @__PURE__ */ defineScheme({
  id: 'plaid',
  sender: 'Plaid',
  mac: 'ecdsa-p256-raw',
  secret: 'pem',
  encoding: 'base64url',
  covers: 'body',
  signs: 'a JWS (ES256) with the SHA-256 of the body',
  toleranceSeconds: 300,
  deliveryId: 'none',
  source: 'https://plaid.com/docs/api/webhooks/webhook-verification/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
  read: readPlaid,
})

function readPlaid(received: Received): readonly Reading[] | SignatureDenial {
  const [token, ...more] = received.header('plaid-verification')
  if (token === undefined) return 'signature_missing'
  if (more.length > 0) return 'signature_repeated'
  const jws = compactJws(token, 'ES256')
  if (typeof jws === 'string') return jws
  const { iat, request_body_sha256: is } = jws.claims
  const timestamp = timeClaim(iat)
  if (timestamp === undefined) return 'timestamp_malformed'
  if (typeof is !== 'string') return 'content_malformed'
  const { signature, signed, keyId } = jws
  const digests = [{ hash: 'sha256', of: received.body, encoding: 'hex', is }] as const
  return [{ signatures: [signature], signed, timestamp, keyId, digests }]
}
