import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Webflow, of webhooks that were made by an app: it signs no others. The time is in milliseconds. */
export const webflow: Scheme = /* @__PURE__ */ defineScheme({
  id: 'webflow',
  sender: 'Webflow',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-webflow-signature' },
  timestamp: { header: 'x-webflow-timestamp', unit: 'ms' },
  signed: '{timestamp}:{body}',
  source: 'https://developers.webflow.com/data/docs/working-with-webhooks',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
