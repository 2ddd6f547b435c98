import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Outgoing webhooks of Microsoft Teams. The secret is the security token as Teams showed it, which is base64. */
export const microsoftTeams: Scheme = /* @__PURE__ */ defineScheme({
  id: 'microsoft-teams',
  sender: 'Microsoft Teams',
  mac: 'hmac-sha256',
  secret: 'base64',
  encoding: 'base64',
  signature: { header: 'authorization', prefix: 'HMAC ' },
  signed: '{body}',
  source:
    'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
