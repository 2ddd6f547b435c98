import {
  type MemoryDeliveryStore,
  type MemoryDeliveryStoreOptions,
  memoryStore,
} from '../stores/memory-store.ts'

/**
 * Keeps deliveries in this process, as the one of the main entry does: for a server that is one process, and for
 * tests. Not for a platform that runs many isolates of a worker: each would know its own deliveries alone.
 *
 * @throws RangeError for bounds that cannot be kept.
 *
 * @example
 * ```ts
 * import { memoryDeliveryStore } from '@sallyport/webhook-auth/web'
 *
 * const store = memoryDeliveryStore({ maxKeys: 1 })
 * console.log(store.claim('a', 60_000).state, store.claim('a', 60_000).state) // prints: fresh held
 * console.log(store.claim('b', 60_000).state) // prints: full
 * ```
 */
export const memoryDeliveryStore = (
  options: MemoryDeliveryStoreOptions = {},
): MemoryDeliveryStore => memoryStore(options, (key) => key)
