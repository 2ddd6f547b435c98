import { redisKeyStore } from '@sallyport/api-keys/redis'
import { type Gate, keyStoreCases } from '@sallyport/api-keys/testing'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { expectWhole } from './support/redis-wholeness.ts'

describe.skipIf(missing('redis', 'redisKeyStore'))('redisKeyStore, as every store', () => {
  describe.each([
    ['a server', 'node-redis', []],
    ['a server', 'ioredis', []],
    ['a cluster', 'node-redis', ['--cluster-enabled', 'yes']],
  ] as const)('%s, %s', (kind, by, args) => {
    let server: Server
    let here: Connected
    let there: Connected
    beforeAll(async () => {
      server = await startRedis({ args })
      here = await connect[by](server.url)
      there = await connect[by](server.url)
      if (kind === 'a cluster') {
        await here.redis.command(['CLUSTER', 'ADDSLOTSRANGE', 0, 16_383])
        await vi.waitFor(() => here.redis.command(['SET', 'up', 'yes']), 20_000)
      }
    })
    afterAll(async () => {
      here?.close()
      there?.close()
      await server?.stop()
    })
    const failing = (gate: Gate) =>
      redisKeyStore({
        ...here.redis,
        command: async (args) => gate(() => here.redis.command(args)),
      })
    const make = () => ({
      store: redisKeyStore(here.redis),
      other: redisKeyStore(there.redis),
      failing,
    })
    for (const { name, run } of keyStoreCases(make)) it(name, run)
    it('after all of that: each record in its sets', async () => {
      await expectWhole(here.redis)
    })
  })
})
