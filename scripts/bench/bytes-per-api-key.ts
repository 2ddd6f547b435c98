// Prints what 100,000 API keys cost each: `node --expose-gc bytes-per-api-key.ts NAME`.
import { hash } from 'node:crypto'
import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'

const count = 100_000
const ada = { kind: 'user', id: 'ada' }

async function issued(isUsed: boolean): Promise<object> {
  const store = memoryKeyStore()
  const keys = apiKeys({ store, prefix: 'acme', env: 'live', lifetimeMs: null })
  for (let i = 0; i < count; i++) {
    const owner = { kind: 'user', id: `u${i}` }
    const { token } = await keys.issue({ name: `key ${i}`, tenant: 't1', owner, actor: ada })
    if (isUsed && !(await keys.verify(token.reveal())).ok)
      throw new Error('bench: a key was refused')
  }
  await keys.flush()
  return [store, keys]
}

/** Each makes as many keys, and gives what holds them. */
const fill: Readonly<Record<string, () => object | Promise<object>>> = {
  issued: () => issued(false),
  used: () => issued(true),
  // The least: what is known of nothing but the digest.
  map() {
    const digests = new Map<string, string>()
    for (let i = 0; i < count; i++) {
      const digest = hash('sha256', `key ${i}`, 'hex')
      digests.set(digest.slice(0, 12), digest)
    }
    return digests
  },
}

const used = (): number => {
  for (let i = 0; i < 4; i++) globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const before = used()
const held = await fill[process.argv[2] ?? 'issued']?.()
const bytes = (used() - before) / count
if (globalThis.gc === undefined || held === undefined)
  throw new Error('bench: start it with --expose-gc and the name of what it measures')
console.log(bytes)
process.exit(0)
