import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Onfido. The secret is the token of the webhook. */
export const onfido: Scheme = /* @__PURE__ */ defineScheme({
  id: 'onfido',
  sender: 'Onfido',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-sha2-signature' },
  signed: '{body}',
  source: 'https://documentation.onfido.com/api/manual-webhook-signature-verification',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
