import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Mux. */
export const mux: Scheme = /* @__PURE__ */ defineScheme({
  id: 'mux',
  sender: 'Mux',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'mux-signature', separator: ',', prefix: 'v1=' },
  timestamp: { header: 'mux-signature', separator: ',', prefix: 't=', unit: 's' },
  signed: '{timestamp}.{body}',
  source: 'https://github.com/muxinc/mux-node-sdk/blob/master/src/resources/webhooks/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
