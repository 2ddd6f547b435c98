import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Dropbox, which signs that something changed. The secret is that of the app. */
export const dropbox: Scheme = /* @__PURE__ */ defineScheme({
  id: 'dropbox',
  sender: 'Dropbox',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-dropbox-signature' },
  signed: '{body}',
  source: 'https://www.dropbox.com/developers/reference/webhooks',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
