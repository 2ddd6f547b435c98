import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** npm, and registries that send hooks as it did. */
export const npmHooks: Scheme = /* @__PURE__ */ defineScheme({
  id: 'npm-hooks',
  sender: 'npm',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-npm-signature', prefix: 'sha256=' },
  signed: '{body}',
  source: 'https://github.com/npm/npm-hook-receiver/blob/master/index.js',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
