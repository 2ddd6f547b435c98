import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Kick; the key is the PEM of its documentation. */
export const kick: Scheme = /* @__PURE__ */ defineScheme({
  id: 'kick',
  sender: 'Kick',
  mac: 'rsa-sha256',
  secret: 'pem',
  encoding: 'base64',
  signature: { header: 'kick-event-signature' },
  timestamp: { header: 'kick-event-message-timestamp', unit: 'rfc3339' },
  signed: '{id}.{timestamp}.{body}',
  deliveryId: { header: 'kick-event-message-id' },
  source: 'https://github.com/KickEngineering/KickDevDocs/blob/main/events/webhook-security.md',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
