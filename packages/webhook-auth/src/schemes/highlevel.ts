import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * HighLevel; the key is the PEM of its documentation. `X-WH-Signature` (RSA), which was to end in July 2026, is not
 * read.
 */
export const highlevel: Scheme = /* @__PURE__ */ defineScheme({
  id: 'highlevel',
  sender: 'HighLevel',
  mac: 'ed25519',
  secret: 'pem',
  encoding: 'base64',
  signature: { header: 'x-ghl-signature' },
  signed: '{body}',
  source: 'https://marketplace.gohighlevel.com/docs/2021-04-15/webhook/WebhookIntegrationGuide',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
