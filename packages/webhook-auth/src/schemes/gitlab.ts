import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** GitLab, of a webhook with a signing token: as Standard Webhooks. */
export const gitlab: Scheme = /* @__PURE__ */ defineScheme({
  id: 'gitlab',
  sender: 'GitLab',
  mac: 'hmac-sha256',
  secret: 'whsec',
  encoding: 'base64',
  signature: { header: 'webhook-signature', separator: ' ', prefix: 'v1,' },
  timestamp: { header: 'webhook-timestamp', unit: 's' },
  deliveryId: { header: 'webhook-id' },
  signed: '{id}.{timestamp}.{body}',
  source: 'https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
