import { type ApiKeys, apiKeys, type KeyStore } from '@sallyport/api-keys'
import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { redisKeyStore } from '@sallyport/api-keys/redis'
import { fromNodeRedis, fromPg } from '@sallyport/core/clients'
import { missing, startPostgres, startRedis } from '@sallyport-scripts/services'
import pg from 'pg'
import { createClient } from 'redis'
import { judge, median, quantile, type Row, type Target } from './row.ts'

const rounds = 300
const mostBatches = 12
// A machine that is busy with something else holds up bare news as well, now and then: such a batch says nothing.
const calm = 4
const warmUpRounds = 30
const patienceMs = 10_000
const ada = { kind: 'user', id: 'ada' }

/** Two machines on one server. */
interface Wire {
  readonly here: KeyStore
  readonly there: KeyStore
  /** The least there is to tell the other: resolves when it is told. */
  tell(): Promise<void>
}

/** How long until a revoked key is refused elsewhere, beside bare news between the same two. */
export async function* besideBareNews(): AsyncIterable<Row> {
  if (!missing('postgres', 'bench api-keys/revoked-postgres')) yield* overPostgres()
  if (!missing('redis', 'bench api-keys/revoked-redis')) yield* overRedis()
}

async function* overPostgres(): AsyncIterable<Row> {
  const server = await startPostgres()
  const pools = [0, 1].map(() => new pg.Pool({ connectionString: server.url, max: 4 }))
  const [here, there] = pools.map((pool) => fromPg(pool)) as [Postgres, Postgres]
  for (const pool of pools) pool.on('error', () => {})
  const heard = listening()
  let stop = (): void => {}
  try {
    await postgresKeyStore(here).migrate()
    stop = await there.subscribe('bench', heard)
    yield* measured('postgres', 'NOTIFY', {
      here: postgresKeyStore(here),
      there: postgresKeyStore(there),
      tell: () => heard.after(here.query(`SELECT pg_notify('bench', '')`)),
    })
  } finally {
    stop()
    await Promise.all(pools.map((pool) => pool.end()))
    await server.stop()
  }
}
type Postgres = ReturnType<typeof fromPg>

async function* overRedis(): AsyncIterable<Row> {
  const server = await startRedis()
  const clients = [0, 1].map(() => createClient({ url: server.url }))
  const [here, there] = clients.map((client) => fromNodeRedis(client)) as [Redis, Redis]
  const heard = listening()
  let stop = (): void => {}
  try {
    await Promise.all(clients.map((client) => client.connect()))
    stop = await there.subscribe('bench', heard)
    yield* measured('redis', 'PUBLISH', {
      here: redisKeyStore(here),
      there: redisKeyStore(there),
      tell: () => heard.after(here.command(['PUBLISH', 'bench', ''])),
    })
  } finally {
    stop()
    for (const client of clients) client.destroy()
    await server.stop()
  }
}
type Redis = ReturnType<typeof fromNodeRedis>

/** Hears one thing at a time. */
function listening() {
  let told = (): void => {}
  return {
    heard: () => told(),
    lost: (error: unknown) => {
      throw error
    },
    restored() {},
    async after(act: Promise<unknown>): Promise<void> {
      const news = new Promise<void>((resolve) => {
        told = resolve
      })
      await Promise.all([act, inTime(news)])
    },
  }
}

async function inTime<T>(news: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('bench: the other heard nothing')), patienceMs)
  })
  return Promise.race([news, silence]).finally(() => clearTimeout(timer))
}

/** Three hundred at a time, until bare news was not held up; of those, at the worst, the one in which it was least. */
async function* measured(id: string, bare: string, { here, there, tell }: Wire) {
  const other = asked(there)
  const keys = apiKeys({ store: here, prefix: 'acme', env: 'live', maxPerOwner: 10_000 })
  const all: Batch[] = []
  try {
    await other.listens
    await batch(warmUpRounds, keys, other, tell)
    while (all.length < mostBatches && !isCalm(all)) {
      all.push(await batch(rounds, keys, other, tell))
    }
  } finally {
    await Promise.all([keys.close(), other.keys.close()])
  }
  const [calmest] = all.toSorted((a, b) => late(a) - late(b)) as [Batch]
  yield row(`revoked-${id}`, `revoked here, refused there, p99 / a bare ${bare}`, calmest, 'seen', {
    atMost: 10,
  })
  yield row(`median-${id}`, 'the same, the median', calmest, 'seen', undefined, 0.5)
  yield row(`after-${id}`, 'the same, p99 from when revoke() resolved', calmest, 'seenAfter')
  yield row(`bare-${id}`, `a bare ${bare} itself, p99 / its median`, calmest, 'bare')
}

/** In milliseconds. */
interface Batch {
  readonly bare: readonly number[]
  /** From the call of revoke(). */
  readonly seen: readonly number[]
  /** From when it resolved. */
  readonly seenAfter: readonly number[]
}

const late = ({ bare }: Batch): number => quantile(bare, 0.99)

/** Beside the fastest of all: one that was slow throughout is not calm. */
function isCalm(all: readonly Batch[]): boolean {
  const least = Math.min(...all.map(({ bare }) => median(bare)))
  return all.some((one) => late(one) < calm * least)
}

function row(
  id: string,
  what: string,
  took: Batch,
  which: keyof Batch,
  target?: Target,
  share = 0.99,
): Row {
  const figures = { ours: quantile(took[which], share), peer: median(took.bare) }
  const about = { id: `api-keys/${id}`, what, target }
  return judge(about, [figures], (ms) => `${ms.toFixed(2)} ms`)
}

/** In turns: bare news, then a revocation, until the other refuses, which takes it another read. */
async function batch(
  count: number,
  keys: ApiKeys,
  other: ReturnType<typeof asked>,
  tell: () => Promise<void>,
): Promise<Batch> {
  const [bare, seen, seenAfter]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < count; round++) {
    const { token, key } = await keys.issue({ name: 'x', tenant: 't', owner: ada, actor: ada })
    await other.warm(token.reveal())
    const told = performance.now()
    await tell()
    bare.push(performance.now() - told)
    const refused = inTime(other.refusal(token.reveal()))
    const began = performance.now()
    const revoked = keys.revoke(key.id, { actor: ada }).then(() => performance.now())
    const [ended, resolved] = await Promise.all([refused, revoked])
    seen.push(ended - began)
    seenAfter.push(Math.max(0, ended - resolved))
  }
  return { bare, seen, seenAfter }
}

/** The other instance: is asked at the moment at which it has heard of a change, neither sooner nor later. */
function asked(inner: KeyStore) {
  let reads = 0
  let heard = (): void => {}
  let begun = (): void => {}
  const listens = new Promise<void>((resolve) => {
    begun = resolve
  })
  const store: KeyStore = {
    ...inner,
    get(id) {
      reads++
      return inner.get(id)
    },
    async subscribe(listener) {
      const all = {
        ...listener,
        heard(id: string) {
          listener.heard(id)
          heard()
        },
      }
      const stop = await inner.subscribe?.(all)
      // Once the keys know it too.
      setImmediate(begun)
      return stop ?? (() => {})
    },
  }
  const keys = apiKeys({ store, prefix: 'acme', env: 'live', cache: { ttlMs: 3_600_000 } })
  return {
    keys,
    listens,
    /** Lets it in, the second time without a read. */
    async warm(token: string): Promise<void> {
      const first = await keys.verify(token)
      const before = reads
      const second = await keys.verify(token)
      if (!first.ok || !second.ok || reads !== before) throw new Error('bench: the key is not kept')
    },
    /** When it was refused. Rejects where it is let in after the news. */
    refusal: (token: string): Promise<number> =>
      new Promise((resolve, reject) => {
        heard = () => {
          keys.verify(token).then((verdict) => {
            if (verdict.ok) reject(new Error('bench: let in after the news'))
            else resolve(performance.now())
          }, reject)
        }
      }),
  }
}
