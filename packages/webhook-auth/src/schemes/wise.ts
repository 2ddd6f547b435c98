import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Wise. Its sandbox has another key than its live system. */
export const wise: Scheme = /* @__PURE__ */ defineScheme({
  id: 'wise',
  sender: 'Wise',
  mac: 'rsa-sha256',
  secret: 'pem',
  encoding: 'base64',
  signature: { header: 'x-signature-sha256' },
  deliveryId: { header: 'x-delivery-id' },
  signed: '{body}',
  source: 'https://docs.wise.com/guides/developer/webhooks/event-handling',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
