import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Gitea, and Forgejo, which sends the same header; of webhooks that send JSON, as of a form it signs a field alone. */
export const gitea: Scheme = /* @__PURE__ */ defineScheme({
  id: 'gitea',
  sender: 'Gitea',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-gitea-signature' },
  signed: '{body}',
  deliveryId: { header: 'x-gitea-delivery' },
  source: 'https://docs.gitea.com/usage/repository/webhooks',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
