import type { KeyRecord } from '@sallyport/api-keys'
import { redisKeyStore } from '@sallyport/api-keys/redis'
import type { RedisClient } from '@sallyport/core/clients'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changed, record } from './support/redis-records.ts'
import { expectWhole } from './support/redis-wholeness.ts'

const ada = { kind: 'user', id: 'ada' }

describe.skipIf(missing('redis', 'redisKeyStore with faults'))('a client that fails', () => {
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
  beforeEach(() => client.redis.command(['FLUSHALL']))

  /** Every k-th command is not sent, or its answer is lost. */
  const failing = (k: number, when: 'before' | 'after'): RedisClient => {
    let count = 0
    return {
      subscribe: client.redis.subscribe,
      async command(args) {
        const fails = ++count % k === 0
        if (fails && when === 'before') throw new Error('the connection broke')
        const reply = await client.redis.command(args)
        if (fails) throw new Error('the connection broke')
        return reply
      },
    }
  }

  const cases = [1, 2, 3, 4, 5, 7].flatMap((k) => [[k, 'before'] as const, [k, 'after'] as const])
  it.each(cases)(
    'at every %i. command, %s it was sent: all is done or nothing',
    async (k, when) => {
      const store = redisKeyStore(failing(k, when))
      const sound = redisKeyStore(client.redis)
      const tried = async <T>(step: () => T): Promise<Awaited<T> | 'failed'> => {
        try {
          return await step()
        } catch (error) {
          expect(String(error)).toContain('the connection broke')
          return 'failed'
        }
      }
      for (let i = 0; i < 30; i++) {
        // The scripts are unknown now and then: a failure may come between digest and source.
        if (i % 5 === 0) await client.redis.command(['SCRIPT', 'FLUSH'])
        const one = record()
        const inserted = await tried(() => store.insert(one, 3))
        if (inserted === 'inserted') expect(await sound.get(one.id)).toEqual(one)
        if (inserted === 'too_many') expect(await sound.get(one.id)).toBeUndefined()
        await tried(() => store.touch([{ id: one.id, at: i, previousAt: null, count: 1 }]))
        const [last] = await sound.page({ tenant: 't1', owner: ada }, undefined, 1)
        if (i % 2 === 0 && last !== undefined) {
          const next = changed(last.record, { revokedAt: i, tenant: i % 4 === 0 ? 't2' : 't1' })
          const replaced = await tried(() => store.replace(next, last.record.version))
          if (replaced === true) expect(await sound.get(next.id)).toEqual(next)
        }
        const records = await expectWhole(client.redis)
        const unrevoked = records.filter((found) => found.revokedAt === null)
        expect(unrevoked.length).toBeLessThanOrEqual(3)
      }
    },
  )
})

describe
  .skipIf(missing('redis', 'redisKeyStore on a server that is killed'))
  .each(Object.entries(connect))('a server that is killed at work: %s', (_name, open) => {
  it('has all of each change afterwards, and all that it said it had', async () => {
    const args = ['--appendonly', 'yes', '--appendfsync', 'always']
    await using server = await startRedis({ args })
    const client = await open(server.url)
    const store = redisKeyStore(client.redis)
    const told: KeyRecord[] = []
    // Each goes on until a command fails, so that the server is at work when it is killed, and after.
    const worker = async (): Promise<void> => {
      for (;;) {
        const one = record({ parent: told.length % 2 === 0 ? 'p' : null })
        if ((await store.insert(one)) !== 'inserted') throw new Error('bad insert')
        const revoked = changed(one, { revokedAt: 1 })
        if (!(await store.replace(revoked, 1))) throw new Error('bad replace')
        if (told.push(revoked) === 50) process.kill(server.pid, 'SIGKILL')
      }
    }
    const workers = await Promise.allSettled(Array.from({ length: 20 }, worker))
    const reasons = workers.map((one) =>
      one.status === 'rejected' ? String(one.reason) : 'went on',
    )
    expect(reasons.filter((reason) => /bad|went on/.test(reason))).toEqual([])
    expect(told.length).toBeGreaterThanOrEqual(50)
    const back = client.reconnected()
    await server.restart()
    await back
    const records = await expectWhole(client.redis)
    for (const one of told) expect(records).toContainEqual(one)
    client.close()
  })
})
