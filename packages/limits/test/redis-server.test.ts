import {
  definePolicy,
  type LimitState,
  type LimitStore,
  limits,
  type Policy,
} from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const minute = 60_000
const day = 1_440 * minute
const policies = [
  definePolicy('rate', { kind: 'rate', limit: 4, windowMs: minute }),
  definePolicy('exact', { kind: 'exact', limit: 4, windowMs: minute }),
  definePolicy('quota', { kind: 'quota', limit: 4, period: 'month' }),
  definePolicy('concurrency', { kind: 'concurrency', limit: 4, leaseMs: minute }),
]
// Nobody asks them where the server's time counts.
const clocks = { clock: () => Number.NaN, monotonic: () => Number.NaN }
const step = (policy: Policy, cost = 1) => ({ policy, key: 'a', cost, lease: 1 })
const all = policies.map((policy) => step(policy))
const first = async (answer: ReturnType<LimitStore['claim']>) => (await answer)[0] as LimitState
const filed = ({ id }: Policy) => `sallyport:limits:${id}:{a}`

describe.skipIf(missing('redis', 'redisLimitStore on a server'))('redisLimitStore', () => {
  let server: Server
  let client: Connected
  let store: LimitStore
  beforeAll(async () => {
    server = await startRedis()
    client = await connect['node-redis'](server.url)
    store = redisLimitStore(client.redis)
  })
  afterAll(async () => {
    client?.close()
    await server?.stop()
  })
  beforeEach(() => client.redis.command(['FLUSHALL']))
  const command = async (...args: string[]) => Number(await client.redis.command(args))
  const serverTime = async () => {
    const [seconds, micros] = (await client.redis.command(['TIME'])) as string[]
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)
  }

  it('goes on when the server has forgotten its scripts', async () => {
    for (let round = 1; round <= 2; round++) {
      await client.redis.command(['SCRIPT', 'FLUSH'])
      const states = await store.claim(
        policies.map((policy) => step(policy, 2)),
        clocks,
      )
      expect(states.map(({ ok }) => ok)).toEqual([true, true, true, true])
      await client.redis.command(['SCRIPT', 'FLUSH'])
      await store.refund(states, clocks)
      const looks = await store.look(all, clocks)
      expect(looks.map(({ remaining }) => remaining)).toEqual([4, 4, 4, 4])
    }
  })

  it('asks once for a claim, however many policies it names, and for a look or refund', async () => {
    const sent: unknown[] = []
    const counted = redisLimitStore({
      command(args) {
        sent.push(args[0])
        return client.redis.command(args)
      },
    })
    await store.claim(all, clocks)
    await store.refund([], clocks)
    const states = await counted.claim(all, clocks)
    await counted.look(all, clocks)
    await counted.refund(states, clocks)
    expect(sent).toEqual(['EVALSHA', 'EVALSHA', 'EVALSHA'])
  })

  it.each(policies.map((policy) => [policy.kind, policy] as const))(
    'goes by the server’s time: %s',
    async (_kind, policy) => {
      const before = await serverTime()
      const taken = await first(store.claim([step(policy, 4)], clocks))
      const denied = await first(store.claim([step(policy)], clocks))
      const after = await serverTime()
      expect([taken.ok, taken.remaining, denied.ok]).toEqual([true, 0, false])
      expect(denied.retryAfterMs).toBeGreaterThan(0)
      expect(denied.retryAfterMs).toBeLessThanOrEqual(policy.kind === 'quota' ? 31 * day : minute)
      if (policy.kind === 'rate') return
      expect(taken.at).toBeGreaterThanOrEqual(before)
      expect(taken.at).toBeLessThanOrEqual(after)
    },
  )

  it('counts a quota to the end of the server’s month', async () => {
    const { at, resetAfterMs } = await first(store.claim([step(policies[2] as Policy)], clocks))
    const now = new Date(at)
    expect(at + resetAfterMs).toBe(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1))
  })

  it.each(policies.map((policy) => [policy.kind, policy] as const))(
    'lets a key expire when all has come back, and not before: %s',
    async (_kind, policy) => {
      const before = await serverTime()
      const { resetAfterMs } = await first(store.claim([step(policy, 3)], clocks))
      const back = policy.kind === 'concurrency' ? minute : resetAfterMs
      const expires = await command('PEXPIRETIME', filed(policy))
      const after = await serverTime()
      expect(expires).toBeGreaterThanOrEqual(before + back)
      expect(expires).toBeLessThanOrEqual(after + (policy.kind === 'quota' ? 31 * day : minute))
    },
  )

  it('keeps what comes back in parts until the last of it has', async () => {
    const parts = definePolicy('parts', { kind: 'quota', limit: 4, refill: 1, period: 'month' })
    const { at, resetAfterMs } = await first(store.claim([step(parts, 3)], clocks))
    const expires = await command('PEXPIRETIME', filed(parts))
    expect(expires).toBeGreaterThanOrEqual(at + resetAfterMs)
    expect(expires).toBeLessThanOrEqual(at + resetAfterMs + 31 * day)
  })

  it('keeps a key a minute longer where the callers’ time counts', async () => {
    const byCaller = redisLimitStore(client.redis, { time: 'caller' })
    const before = await serverTime()
    for (const policy of policies) {
      await byCaller.claim([step(policy, 4)], { clock: () => day, monotonic: () => 0 })
      const expires = await command('PEXPIRETIME', filed(policy))
      expect(expires).toBeGreaterThanOrEqual(before + 2 * minute)
    }
  })

  it('keeps no time that is older than the window', async () => {
    const byCaller = redisLimitStore(client.redis, { time: 'caller' })
    const exact = policies[1] as Policy
    for (const now of [0, 1, minute, minute + 1]) {
      await byCaller.claim([step(exact, 2)], { clock: () => day + now, monotonic: () => 0 })
    }
    expect(await client.redis.command(['LRANGE', filed(exact), 0, -1])).toEqual(
      [minute, minute, minute + 1, minute + 1].map((now) => String(day + now)),
    )
  })

  it('leaves nothing behind when everything was given back', async () => {
    const states = await store.claim(all, clocks)
    expect(await command('DBSIZE')).toBe(4)
    await store.refund(states, clocks)
    expect(await command('DBSIZE')).toBe(0)
  })

  it('leaves nothing behind of looks and refusals', async () => {
    const [, exact] = policies as [Policy, Policy]
    await store.look(all, clocks)
    expect(await command('DBSIZE')).toBe(0)
    await store.claim([step(exact, 4)], clocks)
    expect((await store.claim(all, clocks)).map(({ ok }) => ok)).toEqual([true, false, true, true])
    expect(await command('DBSIZE')).toBe(1)
  })

  it('takes nothing where one of the keys holds something else', async () => {
    const [rate, exact] = policies as [Policy, Policy]
    await client.redis.command(['SET', filed(exact), 'mine'])
    await expect(store.claim([step(rate), step(exact)], clocks)).rejects.toThrow('WRONGTYPE')
    expect(await first(store.look([step(rate)], clocks))).toMatchObject({ remaining: 4 })
  })

  it('takes and gives back thousands at once', async () => {
    const many = [
      definePolicy('many', { kind: 'exact', limit: 10_000, windowMs: minute }),
      definePolicy('many', { kind: 'concurrency', limit: 10_000, leaseMs: minute }),
    ]
    const states = await store.claim(
      many.map((policy) => step(policy, 9_999)),
      clocks,
    )
    expect(states.map(({ remaining }) => remaining)).toEqual([1, 1])
    expect(await command('LLEN', filed(many[0] as Policy))).toBe(9_999)
    await store.refund(states, clocks)
    expect(await command('DBSIZE')).toBe(0)
  })

  it('lets exactly the limit through of twenty times as many, on two machines', async () => {
    const other = await connect.ioredis(server.url)
    const machines = [client.redis, other.redis].map((redis) =>
      limits({
        store: redisLimitStore(redis),
        policies: {
          api: { kind: 'exact', limit: 50, windowMs: 60 * minute },
          month: { kind: 'quota', limit: 60, period: 'year' },
        },
        timeoutMs: 60_000,
      }),
    )
    const checks = Array.from({ length: 1_000 }, (_, i) =>
      machines[i % 2]?.claim([
        { policy: 'api', key: 'a' },
        { policy: 'month', key: 'a' },
      ]),
    )
    const answers = await Promise.all(checks)
    expect(answers.filter((answer) => answer?.ok)).toHaveLength(50)
    expect((await machines[0]?.peek('month', 'a'))?.remaining).toBe(10)
    other.close()
  })
})
