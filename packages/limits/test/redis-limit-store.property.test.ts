import { memoryLimitStore } from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { play, quotaScenarios, type Scenario, scenarios } from './support/scenario.ts'

describe.skipIf(missing('redis', 'redisLimitStore against memory'))('redisLimitStore', () => {
  let server: Server
  let client: Connected
  beforeAll(async () => {
    server = await startRedis()
    client = await connect['node-redis'](server.url)
  })
  afterAll(async () => {
    client?.close()
    await server?.stop()
  })
  const tellsTheSame = async (scenario: Scenario): Promise<void> => {
    const store = redisLimitStore(client.redis, { time: 'caller' })
    expect(await play(store, scenario)).toEqual(await play(memoryLimitStore(), scenario))
  }

  it('tells what the memory store tells, of all kinds, to the last digit', async () => {
    await fc.assert(fc.asyncProperty(scenarios, tellsTheSame), { numRuns: 150 })
  })

  it('tells what the memory store tells of quotas, wherever the clock is set', async () => {
    await fc.assert(fc.asyncProperty(quotaScenarios, tellsTheSame), { numRuns: 150 })
  })
})
