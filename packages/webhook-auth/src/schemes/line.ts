import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** LINE. The secret is the channel secret. */
export const line: Scheme = /* @__PURE__ */ defineScheme({
  id: 'line',
  sender: 'LINE',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-line-signature' },
  signed: '{body}',
  source: 'https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
