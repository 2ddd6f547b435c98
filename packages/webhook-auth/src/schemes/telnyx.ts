import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Telnyx; the key as its portal shows it. */
export const telnyx: Scheme = /* @__PURE__ */ defineScheme({
  id: 'telnyx',
  sender: 'Telnyx',
  mac: 'ed25519',
  // The 32 bytes in base64; the prefix of that form may be left out.
  secret: 'whpk',
  encoding: 'base64',
  signature: { header: 'telnyx-signature-ed25519' },
  timestamp: { header: 'telnyx-timestamp', unit: 's' },
  signed: '{timestamp}|{body}',
  source: 'https://github.com/team-telnyx/telnyx-node/blob/master/src/lib/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
