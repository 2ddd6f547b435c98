import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** SendGrid's event webhook; the key as its settings show it. The line break at the body's end is signed. */
export const sendgrid: Scheme = /* @__PURE__ */ defineScheme({
  id: 'sendgrid',
  sender: 'SendGrid',
  mac: 'ecdsa-p256',
  secret: 'spki',
  encoding: 'base64',
  signature: { header: 'x-twilio-email-event-webhook-signature' },
  timestamp: { header: 'x-twilio-email-event-webhook-timestamp', unit: 's' },
  signed: '{timestamp}{body}',
  source:
    'https://github.com/sendgrid/sendgrid-nodejs/blob/main/packages/eventwebhook/src/eventwebhook.js',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
