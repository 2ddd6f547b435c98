import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Airtable, which signs that something changed: the change itself is to be fetched. The secret is
 * the `macSecretBase64` that it gave when the webhook was made.
 */
export const airtable: Scheme = /* @__PURE__ */ defineScheme({
  id: 'airtable',
  sender: 'Airtable',
  mac: 'hmac-sha256',
  secret: 'base64',
  encoding: 'hex',
  signature: { header: 'x-airtable-content-mac', prefix: 'hmac-sha256=' },
  signed: '{body}',
  source: 'https://airtable.com/developers/web/api/webhooks-overview',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
