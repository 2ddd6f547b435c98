import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Mailgun's events. Signed are a time and a token alone: whoever has one delivery can send any payload with
 * it while it is accepted, so take the token once (`onceOnly`). `parent-signature` is not read.
 */
export const mailgun: Scheme = /* @__PURE__ */ defineScheme({
  id: 'mailgun',
  sender: 'Mailgun',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { json: 'signature.signature' },
  timestamp: { json: 'signature.timestamp', unit: 's' },
  deliveryId: { json: 'signature.token' },
  signed: '{timestamp}{id}',
  covers: 'none',
  source: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks',
  evidence: 'documentation',
})
