import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { openBetterAuth } from './better-auth.ts'
import { type AsyncLoop, raceAsync } from './race.ts'
import { judge, type Row } from './row.ts'

const require = createRequire(import.meta.url)
const uuidApiKey = require('uuid-apikey')

/** A whole verification, awaited, beside what other libraries call one. */
export async function* besideLibraries(verifying: AsyncLoop): AsyncIterable<Row> {
  yield await raceAsync({
    id: 'api-keys/better-auth',
    what: "verify(), awaited / better-auth's, in a Map",
    ours: verifying,
    peer: await betterAuth(),
  })
  yield await raceAsync({
    id: 'api-keys/uuid-apikey',
    what: "verify(), awaited / uuid-apikey's check, no hash",
    ours: verifying,
    peer: uuid(),
  })
}

async function betterAuth(): Promise<AsyncLoop> {
  const rateLimit = { enabled: true, maxRequests: 1_000_000_000, timeWindow: 86_400_000 }
  // Its memory adapter is for tests: it goes through a list, and takes twice as long and more.
  const storage = 'secondary-storage'
  const { create, verify } = await openBetterAuth({ rateLimit, storage })
  const keys: string[] = []
  for (let i = 0; i < 1_024; i++) keys.push((await create()).key)
  return async (n) => {
    for (let i = 0; i < n; i++) {
      if ((await verify(keys[i & 1_023])) !== 'valid') throw new Error('bench: a key was refused')
    }
  }
}

function uuid(): AsyncLoop {
  const keys = Array.from({ length: 1_024 }, () => uuidApiKey.create())
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const { apiKey, uuid } = keys[i & 1_023]
      if (!uuidApiKey.check(apiKey, uuid)) throw new Error('bench: a key was refused')
    }
  }
}

/** What a key costs that a memory store holds. */
export function* keyBytes(): Iterable<Row> {
  const peer = bytes('map')
  const names = {
    issued: 'bytes a key, of 100,000 / id and digest in a Map',
    used: 'the same, after each was used once',
  }
  for (const [name, what] of Object.entries(names)) {
    const about = { id: `api-keys/bytes-${name}`, what, target: undefined }
    yield judge(about, [{ ours: bytes(name), peer }], (figure) => `${figure.toFixed(0)} B`)
  }
}

/** In a process of its own. */
function bytes(name: string): number {
  const program = join(import.meta.dirname, 'bytes-per-api-key.ts')
  const given = ['--expose-gc', program, name]
  return Number(execFileSync(process.execPath, given, { encoding: 'utf8' }))
}
