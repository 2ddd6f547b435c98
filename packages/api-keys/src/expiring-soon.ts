import { demandInteger } from './demand-integer.ts'
import type { Keys } from './keys.ts'
import { type ListedKey, list } from './list.ts'

/** Which keys are about to expire. */
export interface ExpiringQuery {
  readonly withinMs: number
  readonly tenant?: string
}

/** Keys that are valid and will not be for long. */
export async function* expiringSoon(
  keys: Keys,
  { withinMs, tenant }: ExpiringQuery,
): AsyncGenerator<ListedKey> {
  demandInteger('withinMs', withinMs, 0)
  const end = keys.clock() + withinMs
  for await (const key of list(keys, {
    state: 'active',
    ...(tenant === undefined ? {} : { tenant }),
  })) {
    if (key.expiresAt !== null && key.expiresAt <= end) yield key
  }
}
