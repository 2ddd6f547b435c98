import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Slack: events, commands and interactions. The secret is the signing secret of the app. */
export const slack: Scheme = /* @__PURE__ */ defineScheme({
  id: 'slack',
  sender: 'Slack',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-slack-signature', prefix: 'v0=' },
  timestamp: { header: 'x-slack-request-timestamp', unit: 's' },
  signed: 'v0:{timestamp}:{body}',
  source: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
