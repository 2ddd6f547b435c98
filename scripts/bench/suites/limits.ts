import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { decider, type GuardRequest, nothing, type Verdict } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { limits, type PolicyDefinition, rateLimit } from '@sallyport/limits'
import { rateLimit as expressRateLimit } from 'express-rate-limit'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { besideRedis } from '../limits-redis.ts'
import { type AsyncLoop, type Loop, race, raceAsync } from '../race.ts'
import { judge, type Row, type Suite } from '../row.ts'

const minute = 60_000
// Nobody comes to it here: what is measured lets through, as most requests are.
const never = 1_000_000_000
const hot = Array.from({ length: 16 }, (_, i) => `203.0.113.${i}`)
const one = hot.map(() => '203.0.113.7')
let yes = 0

const limiterOf = (policy: PolicyDefinition) => limits({ policies: { api: policy } })
const rate = { kind: 'rate', limit: never, windowMs: minute } as const

interface Counter {
  hits: number
  until: number
}

/** The least there is to do: a counter in a map, which begins anew with each window. */
function bareCounter(counters: Map<string, Counter>, key: string): boolean {
  const now = Date.now()
  const counter = counters.get(key)
  if (counter === undefined || counter.until <= now) {
    counters.set(key, { hits: 1, until: now + minute })
    return true
  }
  return ++counter.hits <= never
}

const bare = (keys: readonly string[]): Loop => {
  const counters = new Map<string, Counter>()
  return (n) => {
    for (let i = 0; i < n; i++) if (bareCounter(counters, keys[i & 15] as string)) yes++
  }
}
const checking = (policy: PolicyDefinition, keys: readonly string[]): Loop => {
  const limiter = limiterOf(policy)
  return (n) => {
    for (let i = 0; i < n; i++) if (limiter.check('api', keys[i & 15] as string).ok) yes++
  }
}
/** With all that a caller could want to know. */
const reading = (keys: readonly string[]): Loop => {
  const limiter = limiterOf(rate)
  return (n) => {
    for (let i = 0; i < n; i++) {
      const { ok, remaining, retryAfterMs, resetAfterMs } = limiter.check(
        'api',
        keys[i & 15] as string,
      )
      if (ok && remaining + retryAfterMs + resetAfterMs > 0) yes++
    }
  }
}

const oneKey = (): Row =>
  race({
    id: 'limits/one-key',
    what: 'rate, one key: check() / a bare Map counter',
    ours: checking(rate, one),
    peer: bare(one),
    // Nine tenths of its speed.
    target: { atMost: 1.11 },
  })

function* beside(): Iterable<Row> {
  yield race({
    id: 'limits/hot-keys',
    what: 'rate, sixteen keys: check() / a bare Map counter',
    ours: checking(rate, hot),
    peer: bare(hot),
  })
  yield race({
    id: 'limits/whole-result',
    what: 'the same, every figure of the result read / the same',
    ours: reading(hot),
    peer: bare(hot),
  })
  yield race({
    id: 'limits/exact',
    what: 'exact, all refused: check() / a bare Map counter',
    ours: refusing({ kind: 'exact', limit: 100, windowMs: minute }),
    peer: bare(hot),
  })
  yield race({
    id: 'limits/exact-admitting',
    what: 'exact, all let through: check() / a bare Map counter',
    ours: sliding(),
    peer: bare(hot),
  })
  yield race({
    id: 'limits/quota',
    what: 'quota: check() / a bare Map counter',
    ours: checking({ kind: 'quota', limit: never, period: 'month' }, hot),
    peer: bare(hot),
  })
}

function refusing(policy: PolicyDefinition): Loop {
  const limiter = limiterOf(policy)
  return (n) => {
    for (let i = 0; i < n; i++) if (!limiter.check('api', hot[i & 15] as string).ok) yes++
  }
}

/** A clock that goes on so fast that there is always room, and something to let go of. */
function sliding(): Loop {
  let now = 0
  const monotonic = (): number => now
  const limiter = limits({
    policies: { api: { kind: 'exact', limit: 100, windowMs: 16 * 90 } },
    clock: monotonic,
    monotonic,
  })
  return (n) => {
    for (let i = 0; i < n; i++) {
      now++
      if (limiter.check('api', hot[i & 15] as string).ok) yes++
    }
  }
}

const inserted = 100_000
const fresh = Array.from({ length: inserted }, (_, i) => `2001:db8:${i.toString(16)}::`)

const inserting = (): Row =>
  race({
    id: 'limits/insert',
    what: 'rate, 100,000 new keys: check() / a bare Map counter',
    ours: (n) => {
      let limiter = limiterOf(rate)
      for (let i = 0; i < n; i++) {
        if (i % inserted === 0) limiter = limiterOf(rate)
        if (limiter.check('api', fresh[i % inserted] as string).ok) yes++
      }
    },
    peer: (n) => {
      let counters = new Map<string, Counter>()
      for (let i = 0; i < n; i++) {
        if (i % inserted === 0) counters = new Map()
        if (bareCounter(counters, fresh[i % inserted] as string)) yes++
      }
    },
  })

async function* besideFlexible(): AsyncIterable<Row> {
  const theirs = new RateLimiterMemory({ points: never, duration: minute / 1_000 })
  const peer: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) {
      const { remainingPoints, msBeforeNext } = await theirs.consume(hot[i & 15] as string)
      if (remainingPoints + msBeforeNext > 0) yes++
    }
  }
  yield await raceAsync({
    id: 'limits/flexible',
    what: 'check(), result read / rate-limiter-flexible, awaited',
    ours: reading(hot),
    peer,
    target: { atMost: 1 / 10 },
  })
  const few = limiterOf({ kind: 'rate', limit: 1, windowMs: 60 * minute })
  const fewOfTheirs = new RateLimiterMemory({ points: 1, duration: 3_600 })
  yield await raceAsync({
    id: 'limits/flexible-refused',
    what: 'the same, refused: theirs rejects, which is caught',
    ours: (n) => {
      for (let i = 0; i < n; i++) {
        const { ok, retryAfterMs } = few.check('api', hot[i & 15] as string)
        if (!ok && retryAfterMs > 0) yes++
      }
    },
    peer: async (n) => {
      for (let i = 0; i < n; i++) {
        const { msBeforeNext } = await fewOfTheirs
          .consume(hot[i & 15] as string)
          .catch((refused: RateLimiterRes) => refused)
        if (msBeforeNext > 0) yes++
      }
    },
    target: { atMost: 1 / 10 },
  })
  const limiter = limiterOf(rate)
  yield await raceAsync({
    id: 'limits/flexible-awaited',
    what: 'the same, ours awaited too though it need not be',
    ours: async (n) => {
      for (let i = 0; i < n; i++) {
        const { remaining, resetAfterMs } = await limiter.check('api', hot[i & 15] as string)
        if (remaining + resetAfterMs > 0) yes++
      }
    },
    peer,
  })
}

/** As much of a response as a middleware needs that sets headers. */
const response = () => {
  const headers: Record<string, string | readonly string[]> = {}
  const setHeader = (name: string, value: string | readonly string[]): void => {
    headers[name] = value
  }
  return { headers, headersSent: false, setHeader, append: setHeader }
}

type Answer = Verdict<object> | Promise<Verdict<object>>
const requests = hot.map((ip) => testRequest({ ip }))
const setting =
  (decide: (request: GuardRequest) => Answer): Loop =>
  (n) => {
    for (let i = 0; i < n; i++) {
      const verdict = decide(requests[i & 15] as GuardRequest)
      if (verdict instanceof Promise || !verdict.ok)
        throw new Error('bench: refused, or not at once')
      const { headers, setHeader } = response()
      for (const name in verdict.headers) setHeader(name, verdict.headers[name] as string)
      if (headers.ratelimit !== undefined) yes++
    }
  }

/** A request judged, and its headers set. */
async function* wholeDecision(): AsyncIterable<Row> {
  const middleware = expressRateLimit({
    windowMs: minute,
    limit: never,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
  })
  const theirs = hot.map((ip) => ({ ip, app: { get() {} }, headers: {} }))
  const peer: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) {
      const answer = response()
      await middleware(theirs[i & 15] as never, answer as never, () => {})
      if (answer.headers.RateLimit !== undefined) yes++
    }
  }
  const guard = rateLimit(limiterOf(rate))
  yield await raceAsync({
    id: 'limits/guard',
    what: 'rateLimit(), headers set / express-rate-limit, draft-8',
    ours: setting((request) => guard(request, nothing)),
    peer,
    target: { atMost: 1 / 5 },
  })
  yield await raceAsync({
    id: 'limits/decision',
    what: 'the same through decider() / the same',
    ours: setting(decider(rateLimit(limiterOf(rate)))),
    peer,
  })
}

/** Bytes of each of a million keys, in a process of its own. */
function bytes(name: string): number {
  const program = join(import.meta.dirname, '../bytes-per-key.ts')
  return Number(
    execFileSync(process.execPath, ['--expose-gc', program, name], { encoding: 'utf8' }),
  )
}

function* memory(): Iterable<Row> {
  const show = (figure: number): string => `${figure.toFixed(1)} B`
  const ours = bytes('sallyport')
  const most = { id: 'limits/bytes', what: 'rate: bytes a key, of a million / 64' }
  yield judge({ ...most, target: { atMost: 1 } }, [{ ours, peer: 64 }], show)
  const peers = {
    map: 'a bare Map counter',
    'express-rate-limit': 'express-rate-limit',
    'rate-limiter-flexible': 'rate-limiter-flexible',
  }
  for (const [name, called] of Object.entries(peers)) {
    const id = `limits/bytes-${name.replace(/-?(rate|limiter|limit)-?/g, '')}`
    const what = `the same / ${called}`
    yield judge({ id, what, target: undefined }, [{ ours, peer: bytes(name) }], show)
  }
}

/** One decision, beside the least there is to do and the usual libraries. */
export const suite: Suite = async function* () {
  // First what is gated: a function that has met several limiters is compiled for all of them.
  yield oneKey()
  yield* besideFlexible()
  yield* wholeDecision()
  yield* beside()
  yield inserting()
  yield* memory()
  yield* besideRedis()
  if (yes === 0) throw new Error('bench: nothing was let through, so nothing was measured')
}
