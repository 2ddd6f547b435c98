import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** CloudConvert. */
export const cloudconvert: Scheme = /* @__PURE__ */ defineScheme({
  id: 'cloudconvert',
  sender: 'CloudConvert',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'cloudconvert-signature' },
  signed: '{body}',
  source: 'https://github.com/cloudconvert/cloudconvert-node/blob/master/lib/WebhooksResource.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
