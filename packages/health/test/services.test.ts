import { fromPg } from '@sallyport/core/clients'
import { createHealth, type Health } from '@sallyport/health'
import { postgresCheck, redisCheck } from '@sallyport/health/checks'
import { connect } from '@sallyport-scripts/clients'
import { missing, startPostgres, startRedis } from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'

/** Asked anew until it says so: how soon a client is connected again is the client's. */
async function until(status: string, ask: () => Promise<{ readonly status: string }>) {
  for (let tries = 0; tries < 2_000; tries++) {
    if ((await ask()).status === status) return status
  }
  return `never ${status}`
}

/** Under load: fifty probes at a time, which are told the same. */
async function underLoad(health: Health): Promise<{ readonly status: string }> {
  const reports = await Promise.all(Array.from({ length: 50 }, async () => health.ready()))
  expect(new Set(reports.map(({ status }) => status)).size).toBe(1)
  return reports[0] ?? { status: 'nothing' }
}

describe.skipIf(missing('redis', 'redisCheck with its server'))('readiness and a Redis', () => {
  it.each(Object.entries(connect))('%s: goes down with it, and comes up again', async (_, open) => {
    await using server = await startRedis()
    const client = await open(server.url)
    const check = redisCheck(client.redis)
    const health = createHealth({ startupGraceMs: 0, checks: { redis: { check, cacheMs: 0 } } })
    const changes: string[] = []
    health.onChange(({ status }) => changes.push(status))
    const probe = () => underLoad(health)
    expect((await probe()).status).toBe('up')
    await server.down()
    expect(await until('down', probe)).toBe('down')
    const reconnected = client.reconnected()
    await server.up()
    await reconnected
    expect(await until('up', probe)).toBe('up')
    expect(changes).toEqual(['down', 'up'])
    client.close()
  })
})

describe.skipIf(missing('postgres', 'postgresCheck with its server'))(
  'readiness and a Postgres',
  () => {
    it('goes down with it, and comes up again; a pool that is used up is down, too', async () => {
      await using server = await startPostgres()
      const pool = new Pool({ connectionString: server.url, max: 2 })
      pool.on('error', () => {})
      const check = postgresCheck(fromPg(pool))
      const health = createHealth({
        startupGraceMs: 0,
        checks: { database: { check, cacheMs: 0 } },
      })
      const status = async () => (await underLoad(health)).status
      expect(await status()).toBe('up')
      await server.down()
      expect(await status()).toBe('down')
      await server.up()
      expect(await until('up', () => underLoad(health))).toBe('up')

      const taken = await Promise.all([pool.connect(), pool.connect()])
      const { checks } = await health.ready()
      expect(checks[0]?.message).toBe('no answer within 500 ms')
      for (const client of taken) client.release()
      expect(await until('up', () => underLoad(health))).toBe('up')
      await pool.end()
    })
  },
)
