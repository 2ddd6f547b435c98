import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Heroku, of a webhook with a secret. */
export const heroku: Scheme = /* @__PURE__ */ defineScheme({
  id: 'heroku',
  sender: 'Heroku',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'heroku-webhook-hmac-sha256' },
  signed: '{body}',
  source: 'https://devcenter.heroku.com/articles/app-webhooks#securing-webhook-requests',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
