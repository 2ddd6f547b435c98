import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** CircleCI. Versions of the signature after `v1` are not read. */
export const circleci: Scheme = /* @__PURE__ */ defineScheme({
  id: 'circleci',
  sender: 'CircleCI',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'circleci-signature', separator: ',', prefix: 'v1=' },
  signed: '{body}',
  source: 'https://circleci.com/docs/webhooks/#validate-webhooks',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
