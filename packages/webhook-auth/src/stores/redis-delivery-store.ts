import { systemNewId } from '@sallyport/core'
import { type RedisClient, type RedisScript, redisScript } from '@sallyport/core/clients'
import type { DeliveryStore } from '../delivery-store.ts'
import { demandKnown } from '../known-names.ts'
import { wholeMs } from '../span.ts'
import { storedKey } from './stored-key.ts'

/** How deliveries are kept in Redis. */
export interface RedisDeliveryStoreOptions {
  /** What every key begins with: 1 to 100 plain characters without braces. @default 'sallyport:deliveries' */
  readonly prefix?: string
}

/**
 * Keeps deliveries in Redis 7 or later, for any number of machines, by the server's clock: a claim is
 * one `SET … NX GET PX`, the rest one script each. Redis must not evict keys before they expire
 * (`maxmemory-policy noeviction`): what it forgets, also because a replica that takes over knew less,
 * can come again.
 *
 * @throws TypeError or RangeError for a client or an option that cannot be used.
 *
 * @example
 * ```ts
 * import { fromNodeRedis } from '@sallyport/core/clients'
 * import { onceOnly } from '@sallyport/webhook-auth'
 * import { redisDeliveryStore } from '@sallyport/webhook-auth/redis'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://localhost', disableOfflineQueue: true })
 * client.on('error', (error) => console.error('redis', error))
 * const guard = onceOnly({ store: redisDeliveryStore(fromNodeRedis(client)) })
 * ```
 */
export function redisDeliveryStore(
  client: Pick<RedisClient, 'command'>,
  options: RedisDeliveryStoreOptions = {},
): DeliveryStore {
  demandKnown('redisDeliveryStore()', options, 'prefix')
  const { prefix = 'sallyport:deliveries' } = options
  demand(client, prefix)
  const nameOf = (key: string): string => `${prefix}:${storedKey(key)}`
  return {
    async claim(key, holdMs) {
      const span = wholeMs('holdMs', holdMs)
      const lease = systemNewId()
      const value = `held:${lease}`
      const before = await client.command(['SET', nameOf(key), value, 'NX', 'GET', 'PX', span])
      // Its own: a client that lost the answer with the connection has sent it twice.
      if (before === null || before === value) return { state: 'fresh', lease }
      return { state: String(before).startsWith('done:') ? 'done' : 'held' }
    },
    async complete(key, lease, keepMs) {
      const span = wholeMs('keepMs', keepMs)
      return Number(await completeScript(client, [nameOf(key)], [lease, span])) === 1
    },
    async release(key, lease) {
      return Number(await releaseScript(client, [nameOf(key)], [lease])) === 1
    },
    async check() {
      await client.command(['PING'])
      return { ok: true }
    },
  }
}

const completeScript: RedisScript = redisScript(`
local value = redis.call('GET', KEYS[1])
if value and string.sub(value, 6) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 'done:' .. ARGV[1], 'PX', ARGV[2])
return 1`)

const releaseScript: RedisScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= 'held:' .. ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`)

// A brace would say where a cluster keeps every key.
const plainPrefix = /^[!-z|~]{1,100}$/

function demand(client: Pick<RedisClient, 'command'>, prefix: string): void {
  if (typeof client?.command !== 'function') {
    throw new TypeError(
      `webhook-auth: "client" must have a method command, as fromNodeRedis gives it, got ${typeof client}`,
    )
  }
  if (typeof prefix === 'string' && plainPrefix.test(prefix)) return
  throw new RangeError(
    `webhook-auth: "prefix" must be 1 to 100 plain characters without braces, got ${JSON.stringify(prefix)}`,
  )
}
