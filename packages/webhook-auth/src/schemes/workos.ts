import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** WorkOS. The time is in milliseconds. */
export const workos: Scheme = /* @__PURE__ */ defineScheme({
  id: 'workos',
  sender: 'WorkOS',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'workos-signature', separator: ',', prefix: 'v1=' },
  timestamp: {
    header: 'workos-signature',
    separator: ',',
    prefix: 't=',
    unit: 'ms',
    toleranceSeconds: 180,
  },
  signed: '{timestamp}.{body}',
  source: 'https://github.com/workos/workos-node/blob/main/src/common/crypto/signature-provider.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
