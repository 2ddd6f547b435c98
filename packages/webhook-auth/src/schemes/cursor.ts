import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Cursor, of its cloud agents. */
export const cursor: Scheme = /* @__PURE__ */ defineScheme({
  id: 'cursor',
  sender: 'Cursor',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-webhook-signature', prefix: 'sha256=' },
  signed: '{body}',
  deliveryId: { header: 'x-webhook-id' },
  source: 'https://cursor.com/docs/cloud-agent/api/webhooks',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
