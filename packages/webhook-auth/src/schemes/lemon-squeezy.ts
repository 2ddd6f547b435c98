import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Lemon Squeezy. */
export const lemonSqueezy: Scheme = /* @__PURE__ */ defineScheme({
  id: 'lemon-squeezy',
  sender: 'Lemon Squeezy',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-signature' },
  signed: '{body}',
  source: 'https://docs.lemonsqueezy.com/help/webhooks/signing-requests',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
