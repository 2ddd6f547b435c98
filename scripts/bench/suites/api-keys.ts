import { hash } from 'node:crypto'
import { apiKeys, memoryKeyStore, type Pepper } from '@sallyport/api-keys'
import { secret } from '@sallyport/core'
import { limits } from '@sallyport/limits'
import { defineScopes } from '@sallyport/scopes'
import { checkAPIKey, extractShortToken, generateAPIKey } from 'prefixed-api-key'
import { besideLibraries, keyBytes } from '../key-libraries.ts'
import { type AsyncLoop, type Loop, race, raceAsync } from '../race.ts'
import { besideBareNews } from '../revocation.ts'
import type { Suite } from '../row.ts'

const scopes = defineScopes({ scopes: ['orders:read', 'orders:write', 'users:read'] })
const needed = scopes.allOf('orders:read')
const ada = { kind: 'user', id: 'ada' }
const api = {
  name: 'api',
  // Each key has taken from it a moment ago, as a key in use has: not one that is idle at each request.
  policy: { kind: 'rate', limit: 1_000_000, windowMs: 3_600_000 },
} as const

/** Keys in memory, and the tokens of some of them: as many as are asked for in turn. */
async function issued(count: number, peppers: readonly Pepper[] = []) {
  const limiter = limits({ policies: {} })
  const keys = apiKeys({
    store: memoryKeyStore(),
    prefix: 'acme',
    env: 'live',
    scopes,
    limits: limiter,
    pepper: peppers,
    maxPerOwner: count,
    lifetimeMs: null,
  })
  const tokens: string[] = []
  for (let i = 0; i < count; i++) {
    const owner = { kind: 'user', id: `u${i}` }
    const { token } = await keys.issue({
      ...{ name: `key ${i}`, tenant: 't1', owner, actor: ada },
      ...{ scopes: ['orders:read'], limits: [api] },
    })
    // In one piece, as a socket gives it.
    tokens.push(Buffer.from(token.reveal(), 'latin1').toString('latin1'))
  }
  return { keys, limiter, tokens: tokens.filter((_, i) => i % Math.max(1, count >> 10) === 0) }
}

let passed = 0

/** The whole policy at once: identified, allowed, spent. */
function verifying({ keys, limiter, tokens }: Awaited<ReturnType<typeof issued>>): Loop {
  return (n) => {
    for (let i = 0; i < n; i++) {
      const verdict = keys.identify(tokens[i % tokens.length], { ip: '192.0.2.1' })
      if (verdict instanceof Promise || !verdict.ok) throw new Error('bench: a key was refused')
      if (!scopes.holds(verdict.value.grants, needed)) throw new Error('bench: not allowed')
      const [claim] = keys.claimsOf(verdict.value.key)
      if (typeof claim?.policy === 'object' && limiter.check(claim.policy, claim.key).ok) passed++
    }
  }
}

/** The least that any check of a token with a stored digest costs. */
const hashing =
  (tokens: readonly string[]): Loop =>
  (n) => {
    for (let i = 0; i < n; i++) {
      if (hash('sha256', tokens[i % tokens.length] as string, 'hex').length === 64) passed++
    }
  }

/** A verification beside the one hash that it cannot do without. */
export const suite: Suite = async function* () {
  const small = await issued(1_024)
  const floor = hashing(small.tokens)
  yield race({
    id: 'api-keys/1k',
    what: '1,024 keys: identified, allowed and spent / one SHA-256',
    ours: verifying(small),
    peer: floor,
    target: { atMost: 3.5 },
  })
  const large = await issued(100_000)
  yield race({
    id: 'api-keys/100k',
    what: '100,000 keys: the same',
    ours: verifying(large),
    peer: hashing(large.tokens),
    target: { atMost: 5 },
  })
  yield* asynchronous('api-keys/verify', 'verify(), awaited / one SHA-256', small, 4.5)
  const pepper = { id: '2026', key: secret('x'.repeat(32)) }
  const peppered = await issued(1_024, [pepper])
  yield* asynchronous(
    'api-keys/pepper',
    'verify() with a pepper, awaited / one SHA-256',
    peppered,
    9,
  )
  const theirs = await Promise.all(
    Array.from({ length: 256 }, () => generateAPIKey({ keyPrefix: 'acme' })),
  )
  const stored = new Map(theirs.map(({ shortToken, longTokenHash }) => [shortToken, longTokenHash]))
  yield race({
    id: 'api-keys/prefixed-api-key',
    what: "identified, allowed and spent / prefixed-api-key's check alone",
    ours: verifying(small),
    peer: (n) => {
      for (let i = 0; i < n; i++) {
        const token = theirs[i & 255]?.token as string
        const digest = stored.get(extractShortToken(token)) as string
        if (checkAPIKey(token, digest)) passed++
      }
    },
    target: { atMost: 0.5 },
  })
  const odd = small.tokens.map((token, i) =>
    i % 2 === 0 ? `${token}x` : token.replace('acme', 'acne'),
  )
  yield race({
    id: 'api-keys/malformed',
    what: 'of another form: refused / one SHA-256',
    ours: (n) => {
      for (let i = 0; i < n; i++) {
        const verdict = small.keys.identify(odd[i % odd.length], {})
        if (!(verdict instanceof Promise) && !verdict.ok) passed++
      }
    },
    peer: floor,
    target: { atMost: 0.25 },
  })
  yield* besideLibraries(awaiting(small))
  yield* keyBytes()
  yield* besideBareNews()
  if (passed === 0) throw new Error('bench: nothing passed, so nothing was measured')
}

const awaiting =
  ({ keys, tokens }: Awaited<ReturnType<typeof issued>>): AsyncLoop =>
  async (n) => {
    for (let i = 0; i < n; i++) {
      const verdict = await keys.verify(tokens[i % tokens.length], { scopes: needed })
      if (verdict.ok) passed++
    }
  }

async function* asynchronous(
  id: string,
  what: string,
  opened: Awaited<ReturnType<typeof issued>>,
  atMost: number,
) {
  const ours = awaiting(opened)
  const floor = hashing(opened.tokens)
  const peer: AsyncLoop = async (n) => floor(n)
  yield await raceAsync({ id, what, ours, peer, target: { atMost } })
}
