import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * GitLab, of a webhook with a secret token: the token itself, which vouches for nothing that
 * comes with it.
 */
export const gitlabToken: Scheme = /* @__PURE__ */ defineScheme({
  id: 'gitlab-token',
  sender: 'GitLab',
  mac: 'token',
  encoding: 'text',
  signature: { header: 'x-gitlab-token' },
  // Nothing signs it: it is what tells one delivery from another.
  signed: '{body}',
  covers: 'none',
  deliveryId: { header: 'idempotency-key' },
  source: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
