import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Log streams of Auth0: the text that you gave it for its `Authorization` header, as it stands. It vouches for nothing that
 * comes with it.
 */
export const auth0: Scheme = /* @__PURE__ */ defineScheme({
  id: 'auth0',
  sender: 'Auth0',
  mac: 'token',
  encoding: 'text',
  signature: { header: 'authorization' },
  // Nothing signs it: it is what tells one delivery from another.
  signed: '{body}',
  covers: 'none',
  source: 'https://auth0.com/docs/customize/log-streams/custom-log-streams',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
