import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Event hooks of Okta: the text that you gave it for its `Authorization` header, as it stands. It vouches for nothing that
 * comes with it.
 */
export const okta: Scheme = /* @__PURE__ */ defineScheme({
  id: 'okta',
  sender: 'Okta',
  mac: 'token',
  encoding: 'text',
  signature: { header: 'authorization' },
  // Nothing signs it: it is what tells one delivery from another.
  signed: '{body}',
  covers: 'none',
  source: 'https://developer.okta.com/docs/guides/secure-hooks/-/main/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
