import type { RedisClient } from '@sallyport/core/clients'
import { redisDeliveryStore } from '@sallyport/webhook-auth/redis'
import { deliveryStoreCases } from '@sallyport/webhook-auth/testing'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let server: Server
const servers = () => {
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())
}

describe.skipIf(missing('redis', 'redisDeliveryStore'))(
  'redisDeliveryStore, as every store',
  () => {
    servers()
    describe.each(Object.entries(connect))('%s', (_name, open) => {
      let here: Connected
      let there: Connected
      beforeAll(async () => {
        here = await open(server.url)
        there = await open(server.url)
      })
      afterAll(() => {
        here?.close()
        there?.close()
      })
      const make = () => ({
        store: redisDeliveryStore(here.redis),
        other: redisDeliveryStore(there.redis),
      })
      it.each(deliveryStoreCases(make))('$name', ({ run }) => run())
    })
  },
)

describe.skipIf(missing('redis', 'redisDeliveryStore on a server'))('redisDeliveryStore', () => {
  servers()
  let client: Connected
  beforeAll(async () => {
    client = await connect['node-redis'](server.url)
  })
  afterAll(() => client?.close())
  const { signal } = new AbortController()
  const counting = () => {
    const sent: unknown[] = []
    const redis: Pick<RedisClient, 'command'> = {
      command(args) {
        sent.push(args[0])
        return client.redis.command(args)
      },
    }
    return { sent, store: redisDeliveryStore(redis) }
  }
  const leaseOf = (claimed: object) => ('lease' in claimed ? String(claimed.lease) : '')

  it('asks once for a claim, a completion, a release', async () => {
    const warm = redisDeliveryStore(client.redis)
    for (const done of [true, false]) {
      const lease = leaseOf(await warm.claim(`warm ${done}`, 1_000))
      await (done
        ? warm.complete(`warm ${done}`, lease, 1_000)
        : warm.release(`warm ${done}`, lease))
    }
    const { sent, store } = counting()
    const lease = leaseOf(await store.claim('a', 60_000))
    await store.claim('a', 60_000)
    await store.release('a', lease)
    await store.complete('a', leaseOf(await store.claim('a', 60_000)), 60_000)
    expect(sent).toEqual(['SET', 'SET', 'EVALSHA', 'SET', 'EVALSHA'])
  })

  it('goes on when the server has forgotten its scripts', async () => {
    const { store } = counting()
    const lease = leaseOf(await store.claim('forgotten', 60_000))
    await client.redis.command(['SCRIPT', 'FLUSH'])
    expect(await store.complete('forgotten', lease, 60_000)).toBe(true)
  })

  it('has won when the client sent its claim twice', async () => {
    const twice = redisDeliveryStore({
      async command(args) {
        await client.redis.command(args)
        return client.redis.command(args)
      },
    })
    expect((await twice.claim('twice', 60_000)).state).toBe('fresh')
    expect((await twice.claim('twice', 60_000)).state).toBe('held')
  })

  it('leaves no key that does not expire', async () => {
    const { store } = counting()
    await client.redis.command(['FLUSHALL'])
    await store.claim('a', 5_000)
    await store.complete('b', leaseOf(await store.claim('b', 5_000)), 9_000)
    const left = async (key: string) =>
      Number(await client.redis.command(['PTTL', `sallyport:deliveries:${key}`]))
    for (const [key, most] of [
      ['a', 5_000],
      ['b', 9_000],
    ] as const) {
      expect(await left(key)).toBeGreaterThan(0)
      expect(await left(key)).toBeLessThanOrEqual(most)
    }
    expect(Number(await client.redis.command(['DBSIZE']))).toBe(2)
  })

  it('rejects while the server is down', async () => {
    const store = redisDeliveryStore(client.redis)
    expect(await store.check(signal)).toEqual({ ok: true })
    await server.down()
    await expect((async () => store.claim('down', 1_000))()).rejects.toThrow()
    await expect((async () => store.check(signal))()).rejects.toThrow()
  })

  it.each(['', 'a b', '{a}', 'é', 'x'.repeat(101), 1 as never])('has no prefix %j', (prefix) => {
    expect(() => redisDeliveryStore(client.redis, { prefix })).toThrow(RangeError)
  })

  it('needs a client', () => {
    expect(() => redisDeliveryStore({} as never)).toThrow(TypeError)
  })
})
