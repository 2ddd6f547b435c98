import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Recurly, of JSON: it signs no XML. The time in milliseconds, then the signatures, by their places alone. */
export const recurly: Scheme = /* @__PURE__ */ defineScheme({
  id: 'recurly',
  sender: 'Recurly',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'recurly-signature', separator: ',', at: 1 },
  timestamp: { header: 'recurly-signature', separator: ',', at: 0, unit: 'ms' },
  signed: '{timestamp}.{body}',
  source: 'https://docs.recurly.com/v1.3/docs/signature-verification',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
