import type { FeedListener, Unsubscribe } from './feed.ts'
import type { RedisClient } from './redis.ts'
import { plainReply, textArguments } from './redis-text.ts'

/** What {@link fromNodeRedis} needs of node-redis's `createClient()`. */
export interface NodeRedisClient {
  sendCommand(args: readonly string[], options?: object): Promise<unknown>
  duplicate(): NodeRedisSubscriber
}

/** What {@link fromNodeRedis} needs of a client's duplicate. */
export interface NodeRedisSubscriber {
  connect(): Promise<unknown>
  subscribe(channel: string, heard: (message: string) => void): Promise<unknown>
  on(event: 'error', listener: (error: unknown) => void): unknown
  on(event: 'ready', listener: () => void): unknown
  unref(): void
  destroy(): void
}

/**
 * A client of node-redis 6 as a store sees it: one server, connected by the caller. A subscription
 * has a connection of its own, which is restored as the client's `reconnectStrategy` says. A
 * cluster's client does not fit, because its commands must say where they go and its breaks are not
 * told; two methods of your own do.
 *
 * @example
 * ```ts
 * import { fromNodeRedis } from '@sallyport/core/clients'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://localhost' })
 * client.on('error', (error) => console.error('redis', error))
 * const redis = fromNodeRedis(client)
 * ```
 */
export function fromNodeRedis(client: NodeRedisClient): RedisClient {
  return {
    async command(args) {
      return plainReply(await client.sendCommand(textArguments(args), { typeMapping: asResp2 }))
    },
    subscribe: (channel, listener) => subscribe(client.duplicate(), channel, listener),
  }
}

// By RESP's type bytes: RESP3's types in the shapes of RESP2, and text as text even where the
// client was told to give buffers.
const asResp2: object = Object.fromEntries(
  (
    [
      ['+', String],
      ['$', String],
      ['=', String],
      [':', Number],
      [',', String],
      ['(', String],
      ['%', Array],
      ['~', Array],
    ] as const
  ).map(([type, shape]) => [type.charCodeAt(0), shape]),
)

async function subscribe(
  own: NodeRedisSubscriber,
  channel: string,
  listener: FeedListener,
): Promise<Unsubscribe> {
  let listening = false
  const stop = (): void => {
    listening = false
    own.destroy()
  }
  const heard = (message: string): void => {
    if (listening) listener.heard(message)
  }
  // node-redis goes on trying to connect, but the first failure is the answer.
  const failed = new Promise<never>((_, reject) => own.on('error', reject))
  try {
    await Promise.race([own.connect().then(() => own.subscribe(channel, heard)), failed])
  } catch (error) {
    stop()
    throw error
  }
  own.unref()
  listening = true
  own.on('error', (error) => {
    if (listening) listener.lost(error)
  })
  own.on('ready', () => {
    // It is ready only when it has subscribed again. Destroyed in the middle of an attempt,
    // node-redis finishes that all the same.
    if (listening) listener.restored()
    else own.destroy()
  })
  return stop
}
