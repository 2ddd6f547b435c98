import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Asana. The secret is what it sent as `X-Hook-Secret` when the webhook was made; each webhook has
 * its own.
 */
export const asana: Scheme = /* @__PURE__ */ defineScheme({
  id: 'asana',
  sender: 'Asana',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-hook-signature' },
  signed: '{body}',
  source:
    'https://github.com/Asana/developer-docs/blob/master/source/includes/markdown/_webhooks.html.md',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
