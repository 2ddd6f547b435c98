import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Notion. The secret is the verification token, which its first delivery brings. */
export const notion: Scheme = /* @__PURE__ */ defineScheme({
  id: 'notion',
  sender: 'Notion',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-notion-signature', prefix: 'sha256=' },
  signed: '{body}',
  source: 'https://github.com/makenotion/notion-sdk-js/blob/main/src/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
