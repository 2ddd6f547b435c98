import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Shopify. The secret is the client secret of the app. */
export const shopify: Scheme = /* @__PURE__ */ defineScheme({
  id: 'shopify',
  sender: 'Shopify',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-shopify-hmac-sha256' },
  signed: '{body}',
  deliveryId: { header: 'x-shopify-webhook-id' },
  source: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
