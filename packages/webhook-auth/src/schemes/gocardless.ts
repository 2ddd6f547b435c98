import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** GoCardless. Its header has the name of another in Standard Webhooks, and nothing else of that. */
export const gocardless: Scheme = /* @__PURE__ */ defineScheme({
  id: 'gocardless',
  sender: 'GoCardless',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'webhook-signature' },
  signed: '{body}',
  source: 'https://github.com/gocardless/gocardless-nodejs/blob/master/src/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
