import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Trello. Its signature covers the callback URL as it was given when the webhook was made; the
 * secret is that of the application, not a token.
 */
export const trello: Scheme = /* @__PURE__ */ defineScheme({
  id: 'trello',
  sender: 'Trello',
  mac: 'hmac-sha1',
  encoding: 'base64',
  signature: { header: 'x-trello-webhook' },
  signed: '{body}{callbackUrl}',
  source: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
