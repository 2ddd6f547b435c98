import type { SignedWebhook } from './signed-by.ts'
import { storedKey } from './stores/stored-key.ts'

/** What a delivery is claimed for: the two never meet in one store. */
type Purpose = 'once' | 'work'

/** The key of a delivery in a store, of a bounded length. No two lists of parts give the same. */
export const deliveryKey = (
  purpose: Purpose,
  { webhook: { service, scheme } }: SignedWebhook,
  ...identity: readonly string[]
): string => storedKey(JSON.stringify([purpose, service, scheme, ...identity]))
