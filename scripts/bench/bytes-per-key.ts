// Prints what a million keys cost each, without the keys' own text: `node --expose-gc bytes-per-key.ts NAME`.
import { limits, memoryLimitStore } from '@sallyport/limits'
import { MemoryStore } from 'express-rate-limit'
import { RateLimiterMemory } from 'rate-limiter-flexible'

const count = 1_000_000
const hour = 3_600_000
// Made before anything is measured, and held until after. Of one piece, as text that came over a wire
// is: what is put together here would be copied when it is first looked up, and counted as the store's.
const ofOnePiece = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')
const keys = Array.from({ length: count }, (_, i) =>
  ofOnePiece(`2001:db8:${(i >> 8).toString(16)}:${i & 255}::`),
)

/** Each counts every key once, and gives what holds them. */
const fill: Readonly<Record<string, () => object | Promise<object>>> = {
  sallyport() {
    const policies = { api: { kind: 'rate', limit: 100, windowMs: hour } } as const
    const limiter = limits({ store: memoryLimitStore({ maxKeys: count }), policies })
    for (const key of keys) limiter.check('api', key)
    return limiter
  },
  map() {
    const counters = new Map<string, { hits: number; until: number }>()
    for (const key of keys) counters.set(key, { hits: 1, until: Date.now() + hour })
    return counters
  },
  async 'rate-limiter-flexible'() {
    const limiter = new RateLimiterMemory({ points: 100, duration: hour / 1_000 })
    for (const key of keys) await limiter.consume(key)
    return limiter
  },
  async 'express-rate-limit'() {
    const store = new MemoryStore()
    store.init({ windowMs: hour } as Parameters<MemoryStore['init']>[0])
    for (const key of keys) await store.increment(key)
    return store
  },
}

const used = (): number => {
  for (let i = 0; i < 4; i++) globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const name = process.argv[2] ?? 'sallyport'
const before = used()
const held = await fill[name]?.()
const bytes = (used() - before) / count
if (globalThis.gc === undefined || held === undefined || keys.length !== count)
  throw new Error('bench: start it with --expose-gc and the name of what it measures')
console.log(bytes)
process.exit(0)
