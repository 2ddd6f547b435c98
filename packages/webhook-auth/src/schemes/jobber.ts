import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Jobber. The secret is the client secret of the app. */
export const jobber: Scheme = /* @__PURE__ */ defineScheme({
  id: 'jobber',
  sender: 'Jobber',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-jobber-hmac-sha256' },
  signed: '{body}',
  source: 'https://developer.getjobber.com/docs/using_jobbers_api/setting_up_webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
