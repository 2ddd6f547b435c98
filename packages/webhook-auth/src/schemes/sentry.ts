import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Sentry, of integrations. The secret is the client secret. Its time is not signed, and so not
 * read.
 */
export const sentry: Scheme = /* @__PURE__ */ defineScheme({
  id: 'sentry',
  sender: 'Sentry',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'sentry-hook-signature' },
  signed: '{body}',
  deliveryId: { header: 'request-id' },
  source: 'https://docs.sentry.io/organization/integrations/integration-platform/webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
