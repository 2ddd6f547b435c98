import type { DeliveryStore } from '@sallyport/webhook-auth'

/** A part of a store that several services share: what one has seen is new to the others. */
export const partOf = (store: DeliveryStore, name: string): DeliveryStore => ({
  ...store,
  claim: (key, holdMs) => store.claim(`${name}:${key}`, holdMs),
  complete: (key, lease, keepMs) => store.complete(`${name}:${key}`, lease, keepMs),
  release: (key, lease) => store.release(`${name}:${key}`, lease),
})
