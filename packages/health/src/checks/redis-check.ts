import type { Check } from '@sallyport/core'
import type { RedisClient } from '@sallyport/core/clients'

/**
 * Whether Redis answers a PING. Give it a client that refuses commands while the server is away, or a check
 * that waits in its queue is only heard of when its timeout is due.
 *
 * @example
 * ```ts
 * import { createHealth } from '@sallyport/health'
 * import { redisCheck } from '@sallyport/health/checks'
 *
 * const redis = { command: async () => 'PONG' } // fromNodeRedis(client), fromIoredis(client)
 * const health = createHealth({ checks: { redis: redisCheck(redis) } })
 * console.log((await health.ready()).status) // prints: up
 * ```
 */
export function redisCheck(client: Pick<RedisClient, 'command'>): Check {
  return async () => {
    const answer = await client.command(['PING'])
    return answer === 'PONG'
      ? { ok: true, message: 'Redis answers' }
      : { ok: false, message: 'Redis answers with something else than PONG' }
  }
}
