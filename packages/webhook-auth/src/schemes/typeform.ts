import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Typeform. */
export const typeform: Scheme = /* @__PURE__ */ defineScheme({
  id: 'typeform',
  sender: 'Typeform',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'typeform-signature', prefix: 'sha256=' },
  signed: '{body}',
  source: 'https://www.typeform.com/developers/webhooks/secure-your-webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
