import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { createTerminus } from '@godaddy/terminus'
import { type Check, responder } from '@sallyport/core'
import { fromNodeRedis, fromPg } from '@sallyport/core/clients'
import { testRequest } from '@sallyport/core/testing'
import { createHealth, readinessEndpoint } from '@sallyport/health'
import { postgresCheck, redisCheck } from '@sallyport/health/checks'
import { missing, startPostgres, startRedis } from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { type AsyncLoop, raceAsync } from '../race.ts'
import { judge, type Row, type Suite, type Target } from '../row.ts'

/** A probe, answered up to where the answer's text is given to the response. */
interface Subject {
  probe(): Promise<void>
  close(): void
}
type Checks = Readonly<Record<string, Check>>

/** Takes what an `http.ServerResponse` takes, and sends it nowhere: the wire is the same for both. */
class FakeResponse {
  readonly #ended: (status: number, body: string) => void
  #status = 0
  constructor(ended: (status: number, body: string) => void) {
    this.#ended = ended
  }
  once(): this {
    return this
  }
  setHeader(): this {
    return this
  }
  writeHead(status: number): this {
    this.#status = status
    return this
  }
  end(body: string): void {
    this.#ended(this.#status, body)
  }
}

function demandUp(status: number, body: string): void {
  if (status !== 200 || body === '') throw new Error(`bench: a probe was answered with ${status}`)
}

/** Readiness as an adapter asks for it, of checks that ask by themselves. */
async function ours(checks: Checks, everyMs: number | undefined): Promise<Subject> {
  const polled = Object.entries(checks).map(([name, check]) => {
    return [name, { check, ...(everyMs !== undefined && { everyMs }) }]
  })
  const health = createHealth({ startupGraceMs: 0, checks: Object.fromEntries(polled) })
  const respond = responder(readinessEndpoint(health))
  const request = testRequest({ url: '/ready' })
  const response = new FakeResponse(demandUp)
  if (everyMs !== undefined) await health.ready()
  return {
    async probe() {
      const { status, body } = await respond(request)
      response.writeHead(status).end(String(body))
    },
    close: health.close,
  }
}

/** The same checks as terminus' own pages have them: all at once, in each request. */
function terminus(checks: Checks): Subject {
  const { signal } = new AbortController()
  const ready = () =>
    Promise.all(
      Object.values(checks).map(async (check) => {
        const { ok } = await check(signal)
        if (!ok) throw new Error('bench: a check is not ok')
      }),
    ).then(() => {})
  const server = new EventEmitter().on('request', () => {})
  createTerminus(server, { signal: 'SIGUSR2', healthChecks: { '/ready': ready } })
  const request = { url: '/ready', socket: {} }
  return {
    probe: () =>
      new Promise((resolve, reject) => {
        const response = new FakeResponse((status, body) => {
          if (status === 200 && body !== '') resolve()
          else reject(new Error(`bench: terminus answered with ${status}`))
        })
        server.emit('request', request, response)
      }),
    close: () => server.removeAllListeners(),
  }
}

const probing =
  ({ probe }: Subject): AsyncLoop =>
  async (n) => {
    for (let i = 0; i < n; i++) await probe()
  }

async function besideTerminus(
  id: string,
  what: string,
  checks: Checks,
  target?: Target,
): Promise<Row> {
  const [mine, theirs] = [await ours(checks, 60_000), terminus(checks)]
  try {
    return await raceAsync({
      id: `health/${id}`,
      what: `ready, as known / terminus, ${what}`,
      ours: probing(mine),
      peer: probing(theirs),
      ...(target && { target }),
    })
  } finally {
    mine.close()
    theirs.close()
  }
}

/** What 50 probes at the same time run, of a check that takes a turn of the event loop. */
async function stampede(): Promise<Row> {
  let runs = 0
  const check: Check = async () => {
    await wait(1)
    return { ok: ++runs > 0 }
  }
  const counted = async (subject: Subject): Promise<number> => {
    runs = 0
    await Promise.all(Array.from({ length: 50 }, () => subject.probe()))
    subject.close()
    return runs
  }
  const figures = { ours: await counted(await ours({ check }, undefined)), peer: 0 }
  figures.peer = await counted(terminus({ check }))
  return judge(
    {
      id: 'health/stampede',
      what: 'runs of a check that 50 probes ask at once / terminus',
      target: { atMost: 1 / 50 },
    },
    [figures],
    (runs) => `${runs}`,
  )
}

const rounds = 4
const roundMs = 2_000

/**
 * What the machinery of 100 checks costs, their own work aside. So that there is something to measure, they are asked
 * every 100 ms in the place of 10 s; a run's share of the processor time of this process, all its threads and whatever
 * else it does, is then taken a hundred times for each 10 s.
 */
async function background(): Promise<Row> {
  let runs = 0
  const check: Check = async () => ({ ok: ++runs > 0 })
  const names = Array.from({ length: 100 }, (_, i) => [`check-${i}`, { check, everyMs: 100 }])
  const health = createHealth({ startupGraceMs: 0, checks: Object.fromEntries(names) })
  await wait(500)
  const measured: { ours: number; peer: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const before = { runs, cpu: process.cpuUsage() }
    await wait(roundMs)
    const { user, system } = process.cpuUsage(before.cpu)
    const ours = ((user + system) / 1_000 / (runs - before.runs)) * names.length
    measured.push({ ours, peer: 10_000 })
  }
  health.close()
  return judge(
    {
      id: 'health/background',
      what: '100 checks, every 10 s each: processor time / time',
      target: { atMost: 0.01 },
    },
    measured,
    (ms) => `${ms.toFixed(1)} ms`,
  )
}

/** With the dependencies that most services have. They answer on loopback: sooner than they do anywhere else. */
async function* besideServers(): AsyncIterable<Row> {
  const absent = [
    missing('redis', 'bench health/ready-*'),
    missing('postgres', 'bench health/ready-*'),
  ]
  if (absent.includes(true)) return
  await using redis = await startRedis()
  await using postgres = await startPostgres()
  const client = createClient({ url: redis.url })
  const pool = new Pool({ connectionString: postgres.url })
  try {
    await client.connect()
    const cache = redisCheck(fromNodeRedis(client))
    const database = postgresCheck(fromPg(pool))
    const tenfold = { atMost: 1 / 10 }
    yield await besideTerminus('ready-both', 'Redis and Postgres', { cache, database }, tenfold)
    yield await besideTerminus('ready-redis', 'Redis alone', { cache })
  } finally {
    client.destroy()
    await pool.end()
  }
}

/**
 * Readiness beside terminus' request path, and what checks cost that ask by themselves. Both are driven in process: ours
 * through the responder that adapters use, terminus by the `request` event that it listens to.
 */
export const suite: Suite = async function* () {
  yield await background()
  yield await stampede()
  yield* besideServers()
  const check: Check = async () => ({ ok: true })
  yield await besideTerminus('ready-nothing', 'a check of nothing', { check })
}
