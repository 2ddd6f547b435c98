import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Ashby. */
export const ashby: Scheme = /* @__PURE__ */ defineScheme({
  id: 'ashby',
  sender: 'Ashby',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'ashby-signature', prefix: 'sha256=' },
  signed: '{body}',
  source: 'https://developers.ashbyhq.com/docs/authenticating-webhooks',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
