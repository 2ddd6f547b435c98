import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Calendly. Its documentation lets a delivery be three minutes old. */
export const calendly: Scheme = /* @__PURE__ */ defineScheme({
  id: 'calendly',
  sender: 'Calendly',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'calendly-webhook-signature', separator: ',', prefix: 'v1=' },
  timestamp: {
    header: 'calendly-webhook-signature',
    separator: ',',
    prefix: 't=',
    unit: 's',
    toleranceSeconds: 180,
  },
  signed: '{timestamp}.{body}',
  source: 'https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
