import type { KeyView } from '@sallyport/api-keys'
import { allow, deny, type Guard } from '@sallyport/core'

/** What somebody has bought. */
export interface Order {
  readonly id: string
  /** Whose it is. */
  readonly tenant: string
  state: 'open' | 'paid' | 'refunded'
}

/** What is known of orders, by their ids. */
export type Orders = ReadonlyMap<string, Order>

/** A guard of one's own: the order that the path names, if it is of the key's tenant. Others' are not there. */
export const ownOrder =
  (orders: Orders): Guard<{ order: Order }, 'order_unknown', { key: Pick<KeyView, 'tenant'> }> =>
  ({ params }, { key }) => {
    const order = orders.get(params.id ?? '')
    return order?.tenant === key.tenant ? allow({ order }) : deny('order_unknown', 404)
  }
