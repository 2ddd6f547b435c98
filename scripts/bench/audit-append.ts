import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type AuditLog, newSigningKey, openAuditLog } from '@sallyport/audit-chain'
import { type AuditEvent, systemRandom } from '@sallyport/core'
import { pino } from 'pino'
import { judge, type Row } from './row.ts'

const rounds = 15
const warmUpRounds = 2
const roundMs = 150

/** A request that was refused, as most events are: about 400 bytes as a line. */
export const event = (n: number): AuditEvent => ({
  type: 'auth.scope_denied',
  outcome: 'denied',
  actor: { id: 'hmac:9f86d081884c7d659a2feaa0', kind: 'user' },
  ctx: {
    ip: '203.0.113.9',
    method: 'GET',
    requestId: `req_${n}`,
    route: '/v1/things/:id',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  },
  event: { scope: 'admin:audit:read', status: 403 },
})

/** Appends so many events, a thousand at a time. */
export async function appendEvents(log: AuditLog, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1_000) {
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => log.append(event(n + i))))
  }
}

/** How many in a second. */
type Rate = () => Promise<number>

/** So many callers, each of which waits for its own event before it has another one. */
const appending =
  (log: AuditLog, callers: number): Rate =>
  async () => {
    const start = performance.now()
    const end = start + roundMs
    let count = 0
    const caller = async (): Promise<void> => {
      while (performance.now() < end) await log.append(event(count++))
    }
    await Promise.all(Array.from({ length: callers }, caller))
    return (count * 1_000) / (performance.now() - start)
  }

/** What durability costs whoever makes each record durable by itself. */
const floor =
  (file: number): Rate =>
  async () => {
    const line = Buffer.alloc(420, 'a')
    const start = performance.now()
    let count = 0
    for (; performance.now() - start < roundMs; count++) {
      writeSync(file, line)
      fdatasyncSync(file)
    }
    return (count * 1_000) / (performance.now() - start)
  }

/** The same event, not durable: written when 16 kB are together. */
const logging =
  (logger: { info(event: object): void }): Rate =>
  async () => {
    const start = performance.now()
    let count = 0
    while (performance.now() - start < roundMs) {
      for (let i = 0; i < 100; i++) logger.info(event(count++))
    }
    return (count * 1_000) / (performance.now() - start)
  }

/** Durable appends against one sync for each, and against a logger that promises nothing. */
export async function* appendRows(directory: string): AsyncIterable<Row> {
  const { signingKey } = newSigningKey('log.example/audit', systemRandom)
  const options = { origin: 'log.example/audit', signingKeys: [signingKey] }
  const log = await openAuditLog(join(directory, 'appended'), options)
  const file = openSync(join(directory, 'floor'), 'wx')
  const destination = pino.destination({
    dest: join(directory, 'pino'),
    sync: true,
    minLength: 16_000,
  })
  try {
    const one = appending(log, 1)
    const some = appending(log, 64)
    const many = appending(log, 512)
    yield* raced({ one, some, many, floor: floor(file), pino: logging(pino(destination)) })
    yield await longestBlock(many)
  } finally {
    await log.close()
    closeSync(file)
    destination.flushSync()
    destination.end()
  }
}

type Raced = Readonly<Record<'one' | 'some' | 'many' | 'floor' | 'pino', Rate>>

/** All in turns, so that each round's figures were taken within a second. */
async function* raced(rates: Raced): AsyncIterable<Row> {
  const names = Object.keys(rates) as (keyof Raced)[]
  const measured: Record<keyof Raced, number>[] = []
  for (let round = -warmUpRounds; round < rounds; round++) {
    const figures = { one: 0, some: 0, many: 0, floor: 0, pino: 0 }
    const turns = round % 2 === 0 ? names : names.toReversed()
    for (const name of turns) figures[name] = await rates[name]()
    if (round >= 0) measured.push(figures)
  }
  const row = (
    of: 'one' | 'some' | 'many',
    against: 'floor' | 'pino',
    what: string,
    target: Row['target'],
  ): Row =>
    judge(
      { id: `audit-chain/append-${of}-${against}`, what, target },
      measured.map((figures) => ({ ours: figures[of], peer: figures[against] })),
      (rate) => `${(rate / 1_000).toFixed(1)} k/s`,
    )
  yield row('one', 'floor', 'durable, 1 caller / write, fdatasync each', undefined)
  yield row('some', 'floor', 'durable, 64 callers / the same', { atLeast: 12 })
  yield row('many', 'floor', 'durable, 512 callers / the same', { atLeast: 20 })
  yield row('many', 'pino', 'durable, 512 callers / pino info, buffered', { atLeast: 0.65 })
}

/** The longest time for which nothing else ran, beside that of a loop with nothing to do. */
async function longestBlock(append: Rate): Promise<Row> {
  const idle: Rate = () => new Promise((resolve) => setTimeout(() => resolve(0), roundMs))
  const figures: { ours: number; peer: number }[] = []
  for (let round = 0; round < rounds; round++) {
    figures.push({ ours: await delayOf(append), peer: await delayOf(idle) })
  }
  return judge(
    {
      id: 'audit-chain/append-block',
      what: 'longest block of the event loop, 512 callers / idle',
      target: undefined,
    },
    figures,
    (ms) => `${ms.toFixed(1)} ms`,
  )
}

async function delayOf(run: Rate): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await run()
  delay.disable()
  return delay.max / 1e6
}
