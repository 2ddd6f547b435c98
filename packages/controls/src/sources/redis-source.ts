import { demandOptions } from '@sallyport/core'
import { type RedisClient, redisScript } from '@sallyport/core/clients'
import type { ControlsSource, StoredFlags } from '../source.ts'
import { shown } from '../value-fault.ts'
import { flagsFrom, flagsText } from './stored-json.ts'

/** Where a Redis source keeps its values. */
export interface RedisSourceOptions {
  /** The key of a hash, and the channel on which changes are told. @default 'sallyport:controls' */
  readonly key?: string
}

/**
 * Keeps values in Redis, for all instances of a service: a change is published, and read by each at
 * once. Redis must not evict the key (`maxmemory-policy noeviction`).
 *
 * @example
 * ```ts
 * import { fromNodeRedis } from '@sallyport/core/clients'
 * import { controls, operationalFlags } from '@sallyport/controls'
 * import { redisSource } from '@sallyport/controls/redis'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://localhost', disableOfflineQueue: true })
 * client.on('error', (error) => console.error('redis', error))
 * const start = async () => {
 *   await client.connect()
 *   return controls({ definition: operationalFlags, source: redisSource(fromNodeRedis(client)) })
 * }
 * ```
 */
export function redisSource(
  client: RedisClient,
  options: RedisSourceOptions = {},
): Required<ControlsSource> {
  demandOptions('controls: redisSource()', options, ['key'])
  const { key = 'sallyport:controls' } = options
  if (typeof client?.command !== 'function' || typeof client.subscribe !== 'function') {
    throw new TypeError(
      'controls: "client" must have command and subscribe, as fromNodeRedis gives them',
    )
  }
  if (typeof key !== 'string' || key === '') {
    throw new TypeError(`controls: "key" must be text, got ${shown(key)}`)
  }
  return {
    async read() {
      const reply = await client.command(['HMGET', key, 'version', 'flags'])
      const [version, flags] = reply as readonly (string | number | null)[]
      return {
        version: String(version ?? 0),
        flags: flags === null || flags === undefined ? {} : flagsFrom(String(flags), key),
      }
    },
    write: async (flags: StoredFlags, version) =>
      Number(await putScript(client, [key], [version, flagsText(flags)])) === 1,
    watch: (listener) =>
      client.subscribe(key, {
        heard: () => listener.changed(),
        lost: (error) => listener.lost(error),
        restored: () => listener.restored(),
      }),
  }
}

const putScript = redisScript(`
local version = redis.call('HGET', KEYS[1], 'version') or '0'
if version ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'flags', ARGV[2])
redis.call('PUBLISH', KEYS[1], redis.call('HINCRBY', KEYS[1], 'version', 1))
return 1`)
