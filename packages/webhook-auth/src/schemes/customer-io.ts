import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Customer.io: reporting webhooks, and those of campaigns. */
export const customerIo: Scheme = /* @__PURE__ */ defineScheme({
  id: 'customer-io',
  sender: 'Customer.io',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-cio-signature' },
  timestamp: { header: 'x-cio-timestamp', unit: 's' },
  signed: 'v0:{timestamp}:{body}',
  source: 'https://customer.io/docs/api/webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
