import { fromIoredis, fromNodeRedis, type RedisClient } from '@sallyport/core/clients'
import { Redis } from 'ioredis'
import { createClient } from 'redis'

/** A client that is connected, and refuses commands while the server is away. */
export interface Connected {
  readonly redis: RedisClient
  /** Resolves once it is connected again. */
  reconnected(): Promise<void>
  close(): void
}

export const connect: Readonly<
  Record<'node-redis' | 'ioredis', (url: string) => Promise<Connected>>
> = {
  async 'node-redis'(url) {
    const client = createClient({ url, disableOfflineQueue: true })
    client.on('error', () => {})
    await client.connect()
    return {
      redis: fromNodeRedis(client),
      reconnected: () => new Promise((resolve) => client.once('ready', resolve)),
      close: () => client.destroy(),
    }
  },
  async ioredis(url) {
    const client = new Redis(url, {
      enableOfflineQueue: false,
      lazyConnect: true,
      maxRetriesPerRequest: 0,
    })
    client.on('error', () => {})
    await client.connect()
    return {
      redis: fromIoredis(client),
      reconnected: () => new Promise((resolve) => client.once('ready', () => resolve())),
      close: () => client.disconnect(),
    }
  },
}
