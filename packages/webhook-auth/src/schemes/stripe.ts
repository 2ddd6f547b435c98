import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Stripe. `whsec_` belongs to the secret: it is not taken off, as Standard Webhooks does. */
export const stripe: Scheme = /* @__PURE__ */ defineScheme({
  id: 'stripe',
  sender: 'Stripe',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'stripe-signature', separator: ',', prefix: 'v1=' },
  timestamp: { header: 'stripe-signature', separator: ',', prefix: 't=', unit: 's' },
  signed: '{timestamp}.{body}',
  source: 'https://docs.stripe.com/webhooks/signature',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
