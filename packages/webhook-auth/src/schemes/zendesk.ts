import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Zendesk. Constants of an older page of its documentation have time and body the other way
 * round.
 */
export const zendesk: Scheme = /* @__PURE__ */ defineScheme({
  id: 'zendesk',
  sender: 'Zendesk',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-zendesk-webhook-signature' },
  timestamp: { header: 'x-zendesk-webhook-signature-timestamp', unit: 'rfc3339' },
  signed: '{timestamp}{body}',
  deliveryId: { header: 'x-zendesk-webhook-invocation-id' },
  source: 'https://developer.zendesk.com/documentation/webhooks/verifying/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
