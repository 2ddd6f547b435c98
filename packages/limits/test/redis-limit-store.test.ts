import { redisLimitStore } from '@sallyport/limits/redis'
import { limitStoreCases } from '@sallyport/limits/testing'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, it } from 'vitest'

describe.skipIf(missing('redis', 'redisLimitStore'))('redisLimitStore, as every store', () => {
  let server: Server
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())

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
      store: redisLimitStore(here.redis, { time: 'caller' }),
      other: redisLimitStore(there.redis, { time: 'caller' }),
    })
    for (const { name, run } of limitStoreCases(make)) it(name, run)
  })
})
