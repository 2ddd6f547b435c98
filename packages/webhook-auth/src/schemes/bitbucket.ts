import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Bitbucket Cloud and Data Center. */
export const bitbucket: Scheme = /* @__PURE__ */ defineScheme({
  id: 'bitbucket',
  sender: 'Bitbucket',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-hub-signature', prefix: 'sha256=' },
  signed: '{body}',
  deliveryId: { header: 'x-request-uuid' },
  source: 'https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
