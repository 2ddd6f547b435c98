import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/**
 * Standard Webhooks with a shared secret (`whsec_…`). The id stays when a delivery is tried again, and the
 * time does not; an id with a full stop is refused, as it could be part of what follows.
 */
export const standardWebhooks: Scheme = /* @__PURE__ */ standard('standard-webhooks', 'v1')

/** Standard Webhooks with the sender's public key (`whpk_…`). */
export const standardWebhooksV1a: Scheme = /* @__PURE__ */ standard('standard-webhooks-v1a', 'v1a')

function standard(id: string, version: 'v1' | 'v1a'): Scheme {
  return standardScheme('webhook', version, {
    id,
    sender: 'Standard Webhooks',
    source:
      'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
    sourceRead: '2026-11-21',
  })
}
