import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Zoom. The secret is the secret token of the app. */
export const zoom: Scheme = /* @__PURE__ */ defineScheme({
  id: 'zoom',
  sender: 'Zoom',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-zm-signature', prefix: 'v0=' },
  timestamp: { header: 'x-zm-request-timestamp', unit: 's' },
  signed: 'v0:{timestamp}:{body}',
  source: 'https://developers.zoom.us/docs/api/webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
