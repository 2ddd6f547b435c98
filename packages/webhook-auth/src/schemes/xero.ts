import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Xero. Before it sends events it sends wrong signatures on purpose, which must be answered with
 * 401.
 */
export const xero: Scheme = /* @__PURE__ */ defineScheme({
  id: 'xero',
  sender: 'Xero',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-xero-signature' },
  signed: '{body}',
  source: 'https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
