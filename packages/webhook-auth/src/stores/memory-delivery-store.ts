import {
  type MemoryDeliveryStore,
  type MemoryDeliveryStoreOptions,
  memoryStore,
} from './memory-store.ts'
import { storedKey } from './stored-key.ts'

export type { MemoryDeliveryStore, MemoryDeliveryStoreOptions } from './memory-store.ts'

/**
 * Keeps deliveries in this process: for a service that is one process, as another does not know what
 * this one has seen, and a restart forgets all. Bounded without a timer: each new key takes along two
 * that have run out. Full, it says so and gives up nothing: a delivery that was forgotten before its
 * time could come again.
 *
 * @throws RangeError for bounds that cannot be kept.
 *
 * @example
 * ```ts
 * import { memoryDeliveryStore } from '@sallyport/webhook-auth'
 *
 * const store = memoryDeliveryStore({ maxKeys: 1 })
 * console.log(store.claim('a', 60_000).state, store.claim('a', 60_000).state) // prints: fresh held
 * console.log(store.claim('b', 60_000).state) // prints: full
 * ```
 */
export const memoryDeliveryStore = (
  options: MemoryDeliveryStoreOptions = {},
): MemoryDeliveryStore => memoryStore(options, storedKey)
