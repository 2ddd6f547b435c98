import type { KeyView } from '@sallyport/api-keys'
import { allow, type BodyDenial, type Guard } from '@sallyport/core'
import { type Shape, shapedBody, text, whole } from './shape.ts'

/** What a client asks for. */
export interface NewOrder {
  readonly item: string
  readonly quantity: number
}

/** What it gets. */
export interface Order extends NewOrder {
  readonly id: number
  /** The key's, never one that the client names. */
  readonly tenant: string
}

/** Orders in memory: what keys let their holders do. */
export interface Orders {
  of(key: KeyView): readonly Order[]
  place(key: KeyView, order: NewOrder): Order
  /** Tells of each that is placed from now on, until what it answers with is called. */
  watch(key: KeyView, listener: (order: Order) => void): () => void
}

const mostPerTenant = 100

/** Keeps the last 100 of each tenant. */
export function orderBook(): Orders {
  const placed = new Map<string, readonly Order[]>()
  const watching = new Map<string, Set<(order: Order) => void>>()
  let last = 0
  return {
    of: ({ tenant }) => placed.get(tenant) ?? [],
    place({ tenant }, { item, quantity }) {
      const order = { id: ++last, tenant, item, quantity }
      placed.set(tenant, [...(placed.get(tenant) ?? []), order].slice(-mostPerTenant))
      for (const listener of watching.get(tenant) ?? []) listener(order)
      return order
    },
    watch({ tenant }, listener) {
      const listeners = watching.get(tenant) ?? new Set()
      watching.set(tenant, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) watching.delete(tenant)
      }
    },
  }
}

const shape: Shape<NewOrder> = { item: text(100), quantity: whole(1, 1_000) }

/** Proves the order: before anything is spent, so that a malformed one costs its sender nothing. */
export const orderInBody: Guard<
  { readonly order: NewOrder },
  BodyDenial | 'not_json' | 'not_as_asked'
> = async (request) => {
  const body = await shapedBody(shape, request)
  return body.ok ? allow({ order: body.value }) : body
}
