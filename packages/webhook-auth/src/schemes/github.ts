import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** GitHub: repositories, organisations and apps. Its older SHA-1 header is not read. */
export const github: Scheme = /* @__PURE__ */ defineScheme({
  id: 'github',
  sender: 'GitHub',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-hub-signature-256', prefix: 'sha256=' },
  signed: '{body}',
  deliveryId: { header: 'x-github-delivery' },
  source: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
