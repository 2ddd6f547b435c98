import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Intercom. It signs with SHA-1 and has nothing newer; as a MAC that still holds. The secret is the
 * client secret of the app.
 */
export const intercom: Scheme = /* @__PURE__ */ defineScheme({
  id: 'intercom',
  sender: 'Intercom',
  mac: 'hmac-sha1',
  encoding: 'hex',
  signature: { header: 'x-hub-signature', prefix: 'sha1=' },
  signed: '{body}',
  source: 'https://intercom-developer-hub.readme.io/reference/signed-notifications',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
