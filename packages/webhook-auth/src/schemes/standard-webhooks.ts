import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

const facts = {
  sender: 'Standard Webhooks',
  source:
    'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
} as const

/**
 * Standard Webhooks with a shared secret (`whsec_…`). The id stays when a delivery is tried again, and the
 * time does not.
 */
export const standardWebhooks: Scheme = defineScheme({
  ...facts,
  ...standardScheme('webhook', 'v1'),
  id: 'standard-webhooks',
})

/** Standard Webhooks with the sender's public key (`whpk_…`). */
export const standardWebhooksV1a: Scheme = defineScheme({
  ...facts,
  ...standardScheme('webhook', 'v1a'),
  id: 'standard-webhooks-v1a',
})
