import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Meta: Facebook, Instagram, Messenger, WhatsApp. The secret is the app secret, not the token of
 * its first request. Signed is the body as it comes, in which letters beyond ASCII are escaped. Its
 * older SHA-1 header is not read.
 */
export const meta: Scheme = /* @__PURE__ */ defineScheme({
  id: 'meta',
  sender: 'Meta',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-hub-signature-256', prefix: 'sha256=' },
  signed: '{body}',
  source: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
