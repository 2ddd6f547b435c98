import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Checkr. */
export const checkr: Scheme = /* @__PURE__ */ defineScheme({
  id: 'checkr',
  sender: 'Checkr',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-checkr-signature' },
  signed: '{body}',
  source: 'https://docs.checkr.com/#section/Webhooks/Validating-webhooks',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
