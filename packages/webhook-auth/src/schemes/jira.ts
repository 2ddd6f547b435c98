import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Jira, Cloud and Data Center, of a webhook with a secret. */
export const jira: Scheme = /* @__PURE__ */ defineScheme({
  id: 'jira',
  sender: 'Jira',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-hub-signature', prefix: 'sha256=' },
  signed: '{body}',
  deliveryId: { header: 'x-atlassian-webhook-identifier' },
  source: 'https://developer.atlassian.com/cloud/jira/platform/webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
