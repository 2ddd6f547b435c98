import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Okta, of event hooks whose authentication field is `Authorization`: the whole of that header is
 * the secret (`Basic …` with it), and vouches for nothing that comes with it.
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
  source: 'https://developer.okta.com/docs/reference/hooks-best-practices/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
