import { manualTime } from '@sallyport/core/testing'
import { limits } from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const policies = { api: { kind: 'quota', limit: 3, period: 'year' } } as const

describe
  .skipIf(missing('redis', 'redisLimitStore without its server'))
  .each(Object.entries(connect))('a Redis that goes away: %s', (_name, open) => {
  let server: Server
  let client: Connected
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())
  beforeEach(async () => {
    await server.up()
    client = await open(server.url)
  })
  afterEach(() => client?.close())

  it.each([
    ['deny', [false, false, false, false], 'limits_unavailable'],
    ['allow', [true, true, true, true], undefined],
    ['local', [true, true, true, false], 'quota_exhausted'],
  ] as const)(
    '%s: answers for it, and asks it again when it is back',
    async (mode, oks, reason) => {
      const time = manualTime(1_800_000_000_000)
      const store = redisLimitStore(client.redis)
      const limiter = limits({ store, policies, onStoreError: mode, ...time })
      expect((await limiter.check('api', 'a')).remaining).toBe(2)

      await server.down()
      const meanwhile = []
      for (const _ of oks) meanwhile.push(await limiter.check('api', 'b'))
      expect(meanwhile.map(({ ok }) => ok)).toEqual(oks)
      expect(meanwhile.at(-1)?.reason).toBe(reason)
      await limiter.refund(await limiter.check('api', 'a'))
      const health = (async () => limiter.health(new AbortController().signal))()
      if (mode === 'deny') await expect(health).rejects.toThrow()
      else expect(await health).toMatchObject({ ok: true, degraded: true })

      const reconnected = client.reconnected()
      await server.up()
      await reconnected
      // Five failures: it is left in peace for a second.
      expect((await limiter.check('api', 'c', 3)).ok).toBe(mode !== 'deny')
      time.advance(1_000)
      expect((await limiter.check('api', 'b')).remaining).toBe(2)
      expect((await limiter.check('api', 'c', 3)).ok).toBe(true)
      expect(await limiter.health(new AbortController().signal)).toEqual({ ok: true })
    },
  )

  it('rejects without limits before it', async () => {
    const store = redisLimitStore(client.redis)
    await server.down()
    await expect((async () => store.check(new AbortController().signal))()).rejects.toThrow()
    const clocks = manualTime()
    const policy = limits({ policies }).policies.api
    await expect(
      (async () => store.claim([{ policy, key: 'a', cost: 1, lease: 0 }], clocks))(),
    ).rejects.toThrow()
  })
})
