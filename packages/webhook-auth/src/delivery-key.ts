import { deliveryText, type Purpose } from './delivery-text.ts'
import type { SignedWebhook } from './signed-by.ts'
import { storedKey } from './stores/stored-key.ts'

/** The key of a delivery in a store, of a bounded length. No two lists of parts give the same. */
export const deliveryKey = (
  purpose: Purpose,
  proved: SignedWebhook,
  ...identity: readonly string[]
): string => storedKey(deliveryText(purpose, proved, ...identity))
