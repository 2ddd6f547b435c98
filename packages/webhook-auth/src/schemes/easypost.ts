import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** EasyPost. Give a secret with letters beyond ASCII as it signs with it: `secret.normalize('NFKD')`. */
export const easypost: Scheme = /* @__PURE__ */ defineScheme({
  id: 'easypost',
  sender: 'EasyPost',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-hmac-signature', prefix: 'hmac-sha256-hex=' },
  signed: '{body}',
  source: 'https://github.com/EasyPost/easypost-node/blob/master/src/utils/util.js',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
