import type { RedisClient } from '@sallyport/core/clients'
import { fromNodeRedis } from '@sallyport/core/clients'
import { limits } from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { missing, startRedis } from '@sallyport-scripts/services'
import { createClient } from 'redis'
import { type AsyncLoop, raceAsync } from './race.ts'
import { judge, type Row } from './row.ts'

const hour = 3_600_000
const keys = Array.from({ length: 16 }, (_, i) => `203.0.113.${i}`)
const policies = {
  burst: { kind: 'rate', limit: 1_000_000_000, windowMs: hour },
  daily: { kind: 'quota', limit: 1_000_000_000, period: 'day' },
  once: { kind: 'exact', limit: 1, windowMs: hour },
} as const

/** Claims over a Redis of its own beside the least there is to ask one. Where none can be started, says so. */
export async function* besideRedis(): AsyncIterable<Row> {
  if (missing('redis', 'bench limits/redis-*')) return
  const server = await startRedis()
  const client = createClient({ url: server.url })
  try {
    await client.connect()
    yield* rows(fromNodeRedis(client))
  } finally {
    client.destroy()
    await server.stop()
  }
}

async function* rows(redis: Pick<RedisClient, 'command'>): AsyncIterable<Row> {
  let commands = 0
  const counted: Pick<RedisClient, 'command'> = {
    command(args) {
      commands++
      return redis.command(args)
    },
  }
  const limiter = limits({ store: redisLimitStore(counted, { prefix: 'bench' }), policies })
  const claim = async (key: string): Promise<void> => {
    const both = [
      { policy: 'burst', key },
      { policy: 'daily', key },
    ] as const
    if (!(await limiter.claim(both)).ok) throw new Error('bench: Redis refused')
  }
  const claiming: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) await claim(keys[i & 15] as string)
  }
  // The server learns the script.
  await claiming(1)
  commands = 0
  await claiming(1_000)
  yield judge(
    {
      id: 'limits/redis-commands',
      what: 'Redis: commands sent for 1,000 claims of two policies',
      target: { atMost: 1 },
    },
    [{ ours: commands, peer: 1_000 }],
    String,
  )
  yield await raceAsync({
    id: 'limits/redis-claim',
    what: 'Redis: a claim of two policies, then the next / PING',
    ours: claiming,
    peer: async (n) => {
      for (let i = 0; i < n; i++) await redis.command(['PING'])
    },
  })
  for (const key of keys) {
    await limiter.check('once', key)
    if ((await limiter.check('once', key)).ok) throw new Error('bench: Redis let through')
  }
  yield await raceAsync({
    id: 'limits/redis-denied',
    what: 'Redis: refused again without asking / a claim (30x)',
    ours: async (n) => {
      for (let i = 0; i < n; i++) await limiter.check('once', keys[i & 15] as string)
    },
    peer: claiming,
    target: { atMost: 1 / 30 },
  })
}
