import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Razorpay. */
export const razorpay: Scheme = /* @__PURE__ */ defineScheme({
  id: 'razorpay',
  sender: 'Razorpay',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-razorpay-signature' },
  signed: '{body}',
  deliveryId: { header: 'x-razorpay-event-id' },
  source: 'https://razorpay.com/docs/webhooks/validate-test/',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
