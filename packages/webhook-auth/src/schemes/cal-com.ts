import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Cal.com. */
export const calCom: Scheme = /* @__PURE__ */ defineScheme({
  id: 'cal-com',
  sender: 'Cal.com',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-cal-signature-256' },
  signed: '{body}',
  source:
    'https://cal.com/docs/developing/guides/automation/webhooks#verifying-the-authenticity-of-the-received-payload',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
