// The same questions to four libraries and to us: `node scripts/bench/peers/limits.ts` prints what each answers.
// Ten seconds, most of them spent waiting for windows to end.
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import { limits, memoryLimitStore } from '@sallyport/limits'
import { type Ask, fastifyOf, type Library, libraries, type Make, titles } from '../limiters.ts'

const require = createRequire(import.meta.url)
const flexible = require('rate-limiter-flexible')
const erl = require('express-rate-limit')
const { rateLimiter: honoRateLimiter, MemoryStore: HonoStore } = require('hono-rate-limiter')
const { Hono } = require('hono')

type Answers = Partial<Record<Library, unknown>>
const names = Object.keys(libraries) as readonly Library[]

/** How many of so many pass. */
async function passing(ask: Ask, key: string | undefined, count: number): Promise<number> {
  let passed = 0
  for (let i = 0; i < count; i++) if ((await ask(key)).passed) passed++
  return passed
}

/** Puts a question to all of them at the same time. */
async function toAll(question: (make: Make) => Promise<unknown>): Promise<Answers> {
  const answers = names.map(async (name) => [name, await question(libraries[name])] as const)
  return Object.fromEntries(await Promise.all(answers))
}

const day = 86_400_000

// One at the beginning of a window, nine at its end, ten when the next has begun.
async function acrossTheEdge(make: Make): Promise<unknown> {
  const ask = await make(10, 1_000)
  await ask('k')
  await wait(850)
  const started = performance.now()
  const before = await passing(ask, 'k', 9)
  await wait(200)
  const passed = before + (await passing(ask, 'k', 10))
  return `${passed} in ${Math.round(performance.now() - started)} ms`
}

async function thirtyDays(make: Make): Promise<unknown> {
  const ask = await make(1, 30 * day)
  await ask('k')
  await wait(100)
  return (await ask('k')).passed ? 'passes' : 'refused'
}

async function behindAFlood(make: Make): Promise<unknown> {
  const ask = await make(3, 600_000)
  await passing(ask, 'victim', 4)
  for (let i = 0; i < 5_000; i++) await ask(`k${i}`)
  return (await ask('victim')).passed ? 'passes' : 'refused'
}

async function withoutKey(make: Make): Promise<unknown> {
  const ask = await make(1, 60_000)
  const [first, second] = [(await ask(undefined)).passed, (await ask(undefined)).passed]
  if (first && second) return 'pass'
  return first ? 'share one limit' : 'refused'
}

// The first lets through ten, the second two: of six requests four are refused.
async function twoLimits(make: Make): Promise<unknown> {
  const ask = await make(10, 600_000, 2)
  return `${await passing(ask, 'k', 6)} pass`
}

const realNow = Date.now

async function clockBack(make: Make): Promise<unknown> {
  const ask = await make(1, 1_000)
  await ask('k')
  await ask('k')
  Date.now = () => realNow() - 3_600_000
  const { headers } = await ask('k')
  await wait(1_100)
  const after = (await ask('k')).passed ? 'passes' : 'refused'
  return `"${Math.ceil(Number(headers['retry-after']))} s", ${after}`
}

async function clockOn(make: Make): Promise<unknown> {
  const ask = await make(1, 3_600_000)
  await ask('k')
  Date.now = () => realNow() + 3_601_000
  return (await ask('k')).passed ? 'passes' : 'refused'
}

/** Puts a question to one after the other, each beginning with the right time. */
async function inTurns(question: (make: Make) => Promise<unknown>): Promise<Answers> {
  const answers: Answers = {}
  for (const name of names) {
    answers[name] = await question(libraries[name]).finally(() => {
      Date.now = realNow
    })
  }
  return answers
}

/** What a function says or throws. */
async function said(answer: () => unknown): Promise<string> {
  try {
    return String(await answer())
  } catch (error) {
    return error instanceof Error ? error.name : 'rejects with no Error'
  }
}

const ours = () => limits({ policies: { p: { kind: 'rate', limit: 2, windowMs: 60_000 } } })
const theirs = (points = 2) => new flexible.RateLimiterMemory({ points, duration: 60 })

async function negativeCost(): Promise<Answers> {
  return {
    sallyport: await said(() => ours().check('p', 'k', -5).remaining),
    rlf: await said(async () => (await theirs().consume('k', -5)).remainingPoints),
  }
}

async function afterNaN(): Promise<Answers> {
  const [mine, other] = [ours(), theirs()]
  await said(() => mine.check('p', 'k', Number.NaN))
  await said(() => other.consume('k', Number.NaN))
  let [passed, otherPassed] = [0, 0]
  for (let i = 0; i < 10; i++) {
    if (mine.check('p', 'k').ok) passed++
    await other.consume('k').then(
      () => otherPassed++,
      () => {},
    )
  }
  return { sallyport: `${passed} pass`, rlf: `${otherPassed} pass` }
}

/** Limits of ten and of two, claimed together five times: what is left of the ten. */
async function leftOfTheFirst(): Promise<Answers> {
  const windows = { kind: 'exact', windowMs: 60_000 } as const
  const mine = limits({ policies: { a: { ...windows, limit: 10 }, b: { ...windows, limit: 2 } } })
  const first = new flexible.RateLimiterMemory({ points: 10, duration: 60, keyPrefix: 'a' })
  const second = new flexible.RateLimiterMemory({ points: 2, duration: 60, keyPrefix: 'b' })
  const union = new flexible.RateLimiterUnion(first, second)
  const one = (limit: number, store: unknown) =>
    erl.rateLimit({ windowMs: 60_000, limit, store, validate: false, keyGenerator: () => 'k' })
  const store = new erl.MemoryStore()
  const handlers = [one(10, store), one(2, new erl.MemoryStore())]
  const honoStore = new HonoStore()
  const app = new Hono()
  for (const [limit, store] of [[10, honoStore] as const, [2, new HonoStore()] as const])
    app.use(honoRateLimiter({ windowMs: 60_000, limit, store, keyGenerator: () => 'k' }))
  for (let i = 0; i < 5; i++) {
    mine.claim([
      { policy: 'a', key: 'k' },
      { policy: 'b', key: 'k' },
    ])
    await said(() => union.consume('k'))
    const response = { setHeader() {}, status: () => response, send() {} }
    for (const handler of handlers) await handler({}, response, () => {})
    await app.request('/')
  }
  return {
    sallyport: mine.peek('a', 'k').remaining,
    rlf: (await first.get('k')).remainingPoints,
    express: 10 - (await store.get('k')).totalHits,
    hono: 10 - honoStore.get('k').totalHits,
  }
}

/** Twenty thousand keys, each once: how many are held. */
async function heldKeys(): Promise<Answers> {
  const store = memoryLimitStore({ maxKeys: 1_000 })
  const mine = limits({ store, policies: { p: { kind: 'rate', limit: 2, windowMs: 60_000 } } })
  const other = theirs()
  const [expressStore, honoStore] = [new erl.MemoryStore(), new HonoStore()]
  expressStore.init({ windowMs: 60_000 })
  honoStore.init({ windowMs: 60_000 })
  for (let i = 0; i < 20_000; i++) {
    mine.check('p', `k${i}`)
    await other.consume(`k${i}`)
    await expressStore.increment(`k${i}`)
    honoStore.increment(`k${i}`)
  }
  return {
    sallyport: `${store.size}, as it was told`,
    rlf: other._memoryStorage._storage.size,
    express: expressStore.current.size,
    hono: honoStore.current.size,
  }
}

/** Which of 65,536 addresses the header's partition key was made of. */
async function addressOnTheWire(): Promise<Answers> {
  const seen = async (make: Make): Promise<string> => {
    const { headers } = await (await make(5, 60_000))('10.20.30.40')
    const pk = /pk=:([^:]+):/.exec(String(headers['ratelimit-policy']))?.[1]
    if (pk === undefined) return 'nothing'
    const digest = Buffer.from(pk, 'base64').toString()
    for (let i = 0; i < 65_536; i++) {
      const address = `10.20.${i >> 8}.${i & 255}`
      if (createHash('sha256').update(address).digest('hex').startsWith(digest)) return address
    }
    return 'an unknown key'
  }
  return toAll(seen)
}

/** What Retry-After says after five refusals of one a second, and whether a second is enough. */
async function backoff(): Promise<Answers> {
  const ask = await fastifyOf({ max: 1, timeWindow: 1_000, exponentialBackoff: true })
  await passing(ask, 'k', 5)
  const told = (await ask('k')).headers['retry-after']
  await wait(1_100)
  const { passed } = await ask('k')
  return { fastify: `"${told} s", ${passed ? 'passes' : 'refused'} after 1.1` }
}

async function refusal(): Promise<Answers> {
  const other = theirs(0)
  const error = await other.consume('k').catch((error: unknown) => error)
  return {
    sallyport: 'returns it',
    rlf: error instanceof Error ? 'an Error' : `no Error: ${error.constructor.name}`,
  }
}

const widths = [62, 24, 24, 24, 24, 24]
const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' ')
const row = (question: string, answers: Answers): void =>
  console.log(line([question, ...names.map((name) => String(answers[name] ?? '-'))]))

// Of timers set to 1 ms instead of 30 days: that is the first row.
process.removeAllListeners('warning')
console.log(line(['asked', ...names.map((name) => titles[name])]))
row('1 in 30 days: the second, 100 ms later', await toAll(thirtyDays))
row('10 a second, across the edge of a window: at most', await toAll(acrossTheEdge))
row('one that is refused, after 5,000 others came', await toAll(behindAFlood))
row('1 a second; the clock goes back an hour; 1.1 s later', await inTurns(clockBack))
row('1 an hour; the clock goes on an hour: the second at once', await inTurns(clockOn))
row('two requests of which nothing tells whose, limit 1', await toAll(withoutKey))
row('limits of 10 and of 2 on one route: of 6 requests', await toAll(twoLimits))
row('  what is left of the 10 after 5 requests, 3 of them refused', await leftOfTheFirst())
row('costs -5 of 2: left', await negativeCost())
row('costs NaN of 2: then of 10 requests', await afterNaN())
row('20,000 keys that came once, held', await heldKeys())
row('the key that the headers tell (10.20.30.40)', await addressOnTheWire())
row('Retry-After under exponential backoff, 1 a second', await backoff())
row('a refusal, to a program', await refusal())
