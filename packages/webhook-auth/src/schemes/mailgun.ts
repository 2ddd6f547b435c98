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
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})

/**
 * Mailgun's forwarded mail, as a form (`application/x-www-form-urlencoded`): time, token and signature are fields
 * of it, else as {@link mailgun}. A form in parts, as mail with attachments comes, is not read.
 */
export const mailgunForm: Scheme = /* @__PURE__ */ defineScheme({
  id: 'mailgun-form',
  sender: 'Mailgun',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { form: 'signature' },
  timestamp: { form: 'timestamp', unit: 's' },
  deliveryId: { form: 'token' },
  signed: '{timestamp}{id}',
  covers: 'none',
  source: 'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
