import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Dodo Payments: as Standard Webhooks. */
export const dodopayments: Scheme = /* @__PURE__ */ standardScheme('webhook', 'v1', {
  id: 'dodopayments',
  sender: 'Dodo Payments',
  source: 'https://docs.dodopayments.com/developer-resources/webhooks',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
