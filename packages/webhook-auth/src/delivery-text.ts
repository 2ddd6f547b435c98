import type { WebhookFacts } from './webhook-facts.ts'

/** What a delivery is claimed for: the two never meet in one store. */
export type Purpose = 'once' | 'work'

/** What a delivery is known by in a store. No two lists of parts give the same. */
export const deliveryText = (
  purpose: Purpose,
  { webhook: { service, scheme } }: { readonly webhook: WebhookFacts },
  ...identity: readonly string[]
): string => JSON.stringify([purpose, service, scheme, ...identity])
