import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Gogs, of webhooks that send JSON: of a form it signs a field alone. */
export const gogs: Scheme = /* @__PURE__ */ defineScheme({
  id: 'gogs',
  sender: 'Gogs',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-gogs-signature' },
  signed: '{body}',
  deliveryId: { header: 'x-gogs-delivery' },
  source: 'https://github.com/gogs/gogs/blob/main/internal/database/webhook.go',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
