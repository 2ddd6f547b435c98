import { denialReply, deny, type Endpoint, jsonReply } from '@sallyport/core'
import { type AdminRoute, adminRoutes, type ChangeRoutesOptions } from './admin-route.ts'
import type { Blocked } from './blocked.ts'
import { optional, type Shape, shapedBody, text } from './shape.ts'

/** What these routes stand on. */
export interface BlockedRoutesOptions extends ChangeRoutesOptions {
  readonly blocked: Blocked
}

interface NetworkBody {
  readonly network: string
}

interface EntryBody extends NetworkBody {
  readonly note?: string
}

const removedShape: Shape<NetworkBody> = { network: text(100) }
const entryShape: Shape<EntryBody> = { ...removedShape, note: optional(text(200)) }

/** The administration of blocked networks: what is blocked, another one, and one less. */
export function blockedRoutes(options: BlockedRoutesOptions): readonly AdminRoute[] {
  const { blocked, metrics, admin, mayRead, mayWrite, actorOf } = options
  const get = adminRoutes('get', admin, mayRead, { metrics })
  const post = adminRoutes('post', admin, mayWrite, { metrics })
  const listed = (status: number) => jsonReply(status, blocked.list.entries())
  const added: Endpoint = async (request) => {
    const body = await shapedBody(entryShape, request)
    if (!body.ok) return denialReply(body)
    try {
      await blocked.add(body.value, actorOf(request))
    } catch (error) {
      // Of the right shape, and still no network.
      if (!(error instanceof RangeError)) throw error
      return denialReply(deny('not_as_asked', 422, { message: error.message }))
    }
    return listed(201)
  }
  const removed: Endpoint = async (request) => {
    const body = await shapedBody(removedShape, request)
    if (!body.ok) return denialReply(body)
    const wasThere = await blocked.remove(body.value.network, actorOf(request))
    return wasThere ? listed(200) : denialReply(unknown)
  }
  return [
    get('/admin/blocked', () => listed(200)),
    post('/admin/blocked', added),
    post('/admin/blocked/remove', removed),
  ]
}

const unknown = deny('unknown', 404, {
  message: 'It is not blocked: GET /admin/blocked lists what is.',
})
