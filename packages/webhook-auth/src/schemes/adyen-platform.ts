import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Adyen's webhooks for platforms and banking, which sign the whole body; the standard ones are `adyen`. */
export const adyenPlatform: Scheme = /* @__PURE__ */ defineScheme({
  id: 'adyen-platform',
  sender: 'Adyen',
  mac: 'hmac-sha256',
  secret: 'hex',
  encoding: 'base64',
  signature: { header: 'hmacsignature' },
  signed: '{body}',
  source: 'https://github.com/Adyen/adyen-node-api-library/blob/main/src/utils/hmacValidator.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
