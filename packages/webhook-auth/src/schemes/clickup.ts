import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** ClickUp. The secret is what it gave when the webhook was made. */
export const clickup: Scheme = /* @__PURE__ */ defineScheme({
  id: 'clickup',
  sender: 'ClickUp',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-signature' },
  signed: '{body}',
  source: 'https://developer.clickup.com/docs/webhooksignature',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
