import { demandOptions } from '@sallyport/core'
import type { RedisClient } from '@sallyport/core/clients'
import type { Clocks, LimitState, LimitStore, Step } from '../store.ts'
import { claimArguments, refundArguments } from './redis-arguments.ts'
import { redisKey } from './redis-key.ts'
import { redisStates } from './redis-states.ts'
import { claimScript, refundScript } from './scripts.ts'

/** How limits are kept in Redis. */
export interface RedisLimitStoreOptions {
  /** What every key begins with: 1 to 100 plain characters without braces. @default 'sallyport:limits' */
  readonly prefix?: string
  /** Whose time counts: the server's, which is one for all machines, or the caller's. @default 'server' */
  readonly time?: 'server' | 'caller'
}

/**
 * Keeps limits in Redis 7 or later, for any number of machines: each claim is one script and one
 * round trip, however many policies it names. Keys expire when all has come back. Redis must not
 * evict them before (`maxmemory-policy noeviction`); a server that forgets lets everybody begin
 * anew.
 *
 * On a cluster all policies of a key are on one server. A claim over different keys needs a tag in
 * each that is the same, as in `{acme}:ada` and `{acme}:192.0.2.1`.
 *
 * @throws TypeError or RangeError for a client or an option that cannot be used.
 *
 * @example
 * ```ts
 * import { fromNodeRedis } from '@sallyport/core/clients'
 * import { limits } from '@sallyport/limits'
 * import { redisLimitStore } from '@sallyport/limits/redis'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://localhost', disableOfflineQueue: true })
 * client.on('error', (error) => console.error('redis', error))
 * const limiter = limits({
 *   store: redisLimitStore(fromNodeRedis(client)),
 *   policies: { api: { kind: 'rate', limit: 100, windowMs: 60_000 } },
 * })
 * ```
 */
export function redisLimitStore(
  client: Pick<RedisClient, 'command'>,
  options: RedisLimitStoreOptions = {},
): LimitStore {
  const { prefix, time } = checked(client, options)
  const keyOf = ({ policy, key }: Pick<Step, 'policy' | 'key'>): string =>
    redisKey(prefix, policy, key)
  const head = ({ clock }: Clocks): readonly (string | number)[] =>
    time === 'server' ? ['', 0] : [Math.floor(clock()), spareMs]
  const ask = async (
    steps: readonly Step[],
    clocks: Clocks,
    isLook: boolean,
  ): Promise<readonly LimitState[]> => {
    const args = [...head(clocks), isLook ? 0 : 1, ...steps.flatMap(claimArguments)]
    return redisStates(steps, isLook, await claimScript(client, steps.map(keyOf), args))
  }
  return {
    claim: (steps, clocks) => ask(steps, clocks, false),
    look: (steps, clocks) => ask(steps, clocks, true),
    async refund(taken, clocks) {
      const args = [...head(clocks), ...taken.flatMap(refundArguments)]
      await refundScript(client, taken.map(keyOf), args)
    },
    async forget(policy, key) {
      await client.command(['DEL', keyOf({ policy, key })])
    },
    async check() {
      await client.command(['PING'])
      return { ok: true }
    },
  }
}

// Keys expire by the server's time, which may be ahead of a caller's.
const spareMs = 60_000

function checked(
  client: Pick<RedisClient, 'command'>,
  options: RedisLimitStoreOptions,
): Required<RedisLimitStoreOptions> {
  demandOptions('limits: redisLimitStore()', options, ['prefix', 'time'])
  const { prefix = 'sallyport:limits', time = 'server' } = options
  if (typeof client?.command !== 'function') {
    throw new TypeError(
      `limits: "client" must have a method command, as fromNodeRedis gives it, got ${typeof client}`,
    )
  }
  if (typeof prefix !== 'string') {
    throw new TypeError(`limits: "prefix" must be text, got ${typeof prefix}`)
  }
  if (!plainPrefix.test(prefix)) {
    throw new RangeError(
      `limits: "prefix" must be 1 to 100 plain characters without braces, got ${JSON.stringify(prefix)}`,
    )
  }
  if (time !== 'server' && time !== 'caller') {
    throw new TypeError(`limits: "time" must be 'server' or 'caller', got ${String(time)}`)
  }
  return { prefix, time }
}

// A brace would say where a cluster keeps every key.
const plainPrefix = /^[!-z|~]{1,100}$/
