import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Coinbase Commerce. */
export const coinbaseCommerce: Scheme = /* @__PURE__ */ defineScheme({
  id: 'coinbase-commerce',
  sender: 'Coinbase Commerce',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-cc-webhook-signature' },
  signed: '{body}',
  source: 'https://github.com/coinbase/coinbase-commerce-node/blob/master/lib/Webhook.js',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
