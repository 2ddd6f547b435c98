import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Doppler. */
export const doppler: Scheme = /* @__PURE__ */ defineScheme({
  id: 'doppler',
  sender: 'Doppler',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-doppler-signature', prefix: 'sha256=' },
  signed: '{body}',
  source: 'https://docs.doppler.com/docs/webhooks',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
