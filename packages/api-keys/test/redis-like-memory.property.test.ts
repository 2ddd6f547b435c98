import { type KeyRecord, type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { redisKeyStore } from '@sallyport/api-keys/redis'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { record } from './support/redis-records.ts'
import { expectWhole } from './support/redis-wholeness.ts'

type Step = (store: KeyStore) => Promise<unknown>

const odd = fc.constantFrom('a', 'b', '', '"', '\n', '\ud800', '\ufffd', 'null')
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const id = fc.constantFrom('0', 'A', 'AA', 'Z', 'a', 'aA', 'z', 'zz')
const owner = fc.record({ kind: fc.constantFrom('user', 'bot'), id: odd })
const env = fc.constantFrom('live', 'test')
const time = fc.option(fc.integer({ min: 1, max: 253_402_300_799_999 }))
const version = fc.integer({ min: 1, max: 3 })
const given: fc.Arbitrary<KeyRecord> = fc
  .record({ id, version, env, tenant: odd, owner, parent: fc.option(odd), revokedAt: time })
  .map(record)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(given, maybe(fc.integer({ min: 1, max: 3 }))).map(
    ([one, most]): Step =>
      async (store) =>
        store.insert(one, most),
  ),
  fc.tuple(given, version).map(
    ([one, old]): Step =>
      async (store) =>
        store.replace(one, old),
  ),
  fc
    .array(
      fc.record({
        id,
        at: fc.integer({ min: 1, max: 253_402_300_799_999 }),
        previousAt: time,
        count: fc.integer({ min: 1, max: 2 ** 45 }),
      }),
    )
    .map(
      (touches): Step =>
        async (store) =>
          store.touch(touches),
    ),
  fc
    .tuple(
      fc.record({ tenant: odd, owner, parent: odd, env }, { requiredKeys: [] }),
      maybe(id),
      fc.integer({ min: 1, max: 9 }),
    )
    .map(
      ([query, after, limit]): Step =>
        async (store) =>
          store.page(query, after, limit),
    ),
  id.map(
    (one): Step =>
      async (store) =>
        store.get(one),
  ),
)

describe.skipIf(missing('redis', 'redisKeyStore like memoryKeyStore'))('redisKeyStore', () => {
  let server: Server
  let client: Connected
  beforeAll(async () => {
    server = await startRedis()
    client = await connect.ioredis(server.url)
  })
  afterAll(async () => {
    client?.close()
    await server?.stop()
  })

  it('answers as memoryKeyStore does, whatever is done in whatever order', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await client.redis.command(['FLUSHALL'])
        const [store, memory] = [redisKeyStore(client.redis), memoryKeyStore()]
        for (const run of steps) expect(await run(store)).toEqual(await run(memory))
        expect(await store.page({}, undefined, 9)).toEqual(memory.page({}, undefined, 9))
        await expectWhole(client.redis)
      }),
      { numRuns: 300 },
    ))
})
