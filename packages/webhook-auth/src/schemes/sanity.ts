import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Sanity. The time is in milliseconds, and the signature base64url. */
export const sanity: Scheme = /* @__PURE__ */ defineScheme({
  id: 'sanity',
  sender: 'Sanity',
  mac: 'hmac-sha256',
  encoding: 'base64url',
  signature: { header: 'sanity-webhook-signature', separator: ',', prefix: 'v1=' },
  timestamp: { header: 'sanity-webhook-signature', separator: ',', prefix: 't=', unit: 'ms' },
  signed: '{timestamp}.{body}',
  deliveryId: { header: 'idempotency-key' },
  source: 'https://github.com/sanity-io/webhook-toolkit/blob/main/src/signature.ts',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
