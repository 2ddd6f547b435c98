import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Square. Its signature covers the notification URL as it was given. */
export const square: Scheme = /* @__PURE__ */ defineScheme({
  id: 'square',
  sender: 'Square',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-square-hmacsha256-signature' },
  signed: '{callbackUrl}{body}',
  source: 'https://developer.squareup.com/docs/webhooks/step3validate',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
