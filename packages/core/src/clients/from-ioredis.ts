import type { FeedListener, Unsubscribe } from './feed.ts'
import type { RedisClient } from './redis.ts'
import { plainReply, textArguments } from './redis-text.ts'

/** What {@link fromIoredis} needs of ioredis's `Redis`. */
export interface IoredisClient {
  call(command: string, args: string[]): Promise<unknown>
  duplicate(override: { lazyConnect: boolean; autoResubscribe: boolean }): IoredisSubscriber
}

/** What {@link fromIoredis} needs of a client's duplicate. */
export interface IoredisSubscriber {
  readonly stream: { unref?(): unknown }
  connect(): Promise<void>
  subscribe(channel: string): Promise<unknown>
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'close' | 'ready', listener: () => void): unknown
  disconnect(): void
}

/**
 * A client of ioredis as a store sees it: one server, or one behind Sentinel. A subscription has a
 * connection of its own, which is restored as the client's `retryStrategy` says. Left to its
 * defaults ioredis sends a command again whose answer was lost with the connection, so that it may
 * run twice: give the client `maxRetriesPerRequest: 0`, and such a command rejects. A `Cluster`
 * does not fit, because it does not tell when the connection that hears breaks; two methods of your
 * own do.
 *
 * @example
 * ```ts
 * import { fromIoredis } from '@sallyport/core/clients'
 * import { Redis } from 'ioredis'
 *
 * const client = new Redis({ lazyConnect: true, maxRetriesPerRequest: 0 })
 * client.on('error', (error) => console.error('redis', error))
 * const redis = fromIoredis(client)
 * ```
 */
export function fromIoredis(client: IoredisClient): RedisClient {
  return {
    async command(args) {
      const [name = '', ...rest] = textArguments(args)
      return plainReply(await client.call(name, rest))
    },
    subscribe: (channel, listener) =>
      subscribe(client.duplicate({ lazyConnect: true, autoResubscribe: false }), channel, listener),
  }
}

async function subscribe(
  own: IoredisSubscriber,
  channel: string,
  listener: FeedListener,
): Promise<Unsubscribe> {
  let listening = false
  let cause: unknown
  const stop = (): void => {
    listening = false
    own.disconnect()
  }
  const lost = (error: unknown): void => {
    if (listening) listener.lost(error)
  }
  const restored = (): void => {
    if (listening) listener.restored()
  }
  own.on('message', (_channel, message) => {
    if (listening) listener.heard(message)
  })
  own.on('error', (error) => {
    cause = error
  })
  // A server that is shut down closes the connection without an error.
  own.on('close', () => {
    lost(cause ?? new Error('core: the connection that listened was closed'))
  })
  try {
    await own.connect()
    await own.subscribe(channel)
  } catch (error) {
    stop()
    throw cause ?? error
  }
  own.stream.unref?.()
  listening = true
  // By hand, because ioredis does not tell when it has subscribed again.
  own.on('ready', () => {
    if (!listening) return
    cause = undefined
    own.stream.unref?.()
    own.subscribe(channel).then(restored, lost)
  })
  return stop
}
