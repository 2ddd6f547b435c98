import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** PagerDuty's webhooks of version 3. While its secret changes it sends a signature for each. */
export const pagerduty: Scheme = /* @__PURE__ */ defineScheme({
  id: 'pagerduty',
  sender: 'PagerDuty',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-pagerduty-signature', separator: ',', prefix: 'v1=' },
  signed: '{body}',
  source: 'https://github.com/PagerDuty/developer-docs/blob/main/docs/webhooks/04-Signatures.md',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
