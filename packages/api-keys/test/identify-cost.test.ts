import { createHash } from 'node:crypto'
import { type KeyStore, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { testRequest } from '@sallyport/core/testing'
import { failures, limits } from '@sallyport/limits'
import { beforeEach, expect, it, vi } from 'vitest'
import { checksumOf } from '../src/format.ts'
import { ada, openTestKeys } from './support/open-test-keys.ts'

const done = vi.hoisted(() => ({ hashes: 0, hmacs: 0, compares: 0, reads: 0 }))

// A module's namespace cannot be spied on: the package under test is given another. An HMAC is two hashes.
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  return {
    ...real,
    hash: (...given: Parameters<typeof real.hash>) => {
      done.hashes++
      return real.hash(...given)
    },
  }
})
vi.mock('../src/hmac.ts', async (original) => {
  const real = await original<typeof import('../src/hmac.ts')>()
  return {
    hmacWith: (key: string) => {
      const hmac = real.hmacWith(key)
      return (text: string) => {
        done.hmacs++
        return hmac(text)
      }
    },
  }
})
vi.mock('../src/digest.ts', async (original) => {
  const real = await original<typeof import('../src/digest.ts')>()
  return {
    ...real,
    isGiven: (...given: Parameters<typeof real.isGiven>) => {
      done.compares++
      return real.isGiven(...given)
    },
  }
})

const { secret } = await import('@sallyport/core')
const pepper = (id: string) => ({ id, key: secret(id.repeat(32)) })
const peppers = [pepper('p')]
const plain = { name: 'old', tenant: 't1', owner: ada, actor: ada }
const nothing = { hashes: 0, hmacs: 0, compares: 0, reads: 0 }

beforeEach(() => Object.assign(done, nothing))

function counting(store: KeyStore): KeyStore {
  return {
    ...store,
    get(id) {
      done.reads++
      return store.get(id)
    },
  }
}

async function costOf(act: () => Promise<unknown>) {
  Object.assign(done, nothing)
  await act()
  return { ...done }
}

const sum = (text: string): string => text + checksumOf(text)

it.each([
  ['SHA-256', [], { hashes: 1, hmacs: 0, compares: 2, reads: 1 }],
  ['HMAC', peppers, { hashes: 2, hmacs: 1, compares: 2, reads: 1 }],
] as const)('%s: whoever it is costs the same', async (_, given, cost) => {
  const { issued, keys, outcome } = openTestKeys({
    store: counting(memoryKeyStore()),
    pepper: given,
  })
  const { token } = await issued()
  const rotated = await issued()
  await keys.rotate(rotated.key.id, { actor: ada })
  const revoked = await issued()
  await keys.revoke(revoked.key.id, { actor: ada })
  const text = token.reveal()
  const [wrong, unknown] = [wrongSecret, otherId(text)]
  for (const [expected, sent, need] of [
    ['current', text, {}],
    ['previous', rotated.token.reveal(), {}],
    ['key_unknown', unknown, {}],
    ['key_wrong_secret', wrong(text), {}],
    ['key_wrong_secret', wrong(rotated.token.reveal()), {}],
    ['key_wrong_secret', wrong(revoked.token.reveal()), {}],
    ['key_wrong_tenant', text, { tenant: 't2' }],
    ['key_revoked', revoked.token.reveal(), {}],
  ] as const) {
    expect([expected, await costOf(async () => outcome(sent, need))]).toEqual([expected, cost])
    expect(await outcome(sent, need)).toBe(expected)
  }
})

const wrongSecret = (right: string) => sum(right.slice(0, -49) + 'z'.repeat(43))
const otherId = (text: string) =>
  sum(`${text.slice(0, -62)}${'0'.repeat(12)}${text.slice(-50, -6)}`)

it.each([
  [
    'a first pepper is introduced',
    [[], [pepper('a')]],
    [pepper('a'), 'none'],
    { hashes: 3, hmacs: 1, compares: 4, reads: 1 },
  ],
  [
    'a pepper follows another, and none came before',
    [[], [pepper('a')], [pepper('b')]],
    [pepper('b'), pepper('a'), 'none'],
    { hashes: 5, hmacs: 2, compares: 6, reads: 1 },
  ],
  [
    'a pepper is in force, and what came before is refused',
    [[], [pepper('a')], [pepper('b')]],
    [pepper('b')],
    { hashes: 2, hmacs: 1, compares: 2, reads: 1 },
  ],
] as const)('while %s: whoever it is costs the same', async (_, before, now, cost) => {
  const store = memoryKeyStore()
  const texts: string[] = []
  for (const given of before) {
    const opened = openTestKeys({ store, pepper: given })
    const { token, key } = await opened.issued()
    const rotated = await opened.issued()
    // The current secret is of another way to make digests than the one before it.
    const { token: fresh } = await openTestKeys({ store, pepper: now }).keys.rotate(
      rotated.key.id,
      { actor: ada },
    )
    texts.push(token.reveal(), rotated.token.reveal(), fresh.reveal())
    expect(store.get(key.id)?.current.kind).toBe(given[0] ? `hmac:${given[0].id}` : 'sha256')
  }
  // Nothing is rehashed in between: this store takes no writes.
  const frozen = { ...counting(store), replace: () => false }
  // The rehash that a right secret begins costs a digest more, once a minute.
  const warm = openTestKeys({ store: frozen, pepper: now })
  for (const text of texts) {
    await warm.outcome(text)
    await warm.keys.flush()
    for (const sent of [text, wrongSecret(text), otherId(text)]) {
      expect(await costOf(() => warm.outcome(sent))).toEqual(cost)
    }
  }
})

it.each([
  ['no pepper', [], { hashes: 1, hmacs: 0, compares: 2, reads: 1 }],
  ['a pepper', peppers, { hashes: 3, hmacs: 1, compares: 2, reads: 1 }],
  [
    'a new pepper, an older and none',
    [pepper('b'), ...peppers, 'none'],
    { hashes: 5, hmacs: 2, compares: 6, reads: 1 },
  ],
] as const)('an imported token, %s: whoever it is costs the same', async (_, given, cost) => {
  const opened = openTestKeys({
    store: { ...counting(memoryKeyStore()), replace: () => false },
    pepper: given,
    imported: (token) => (token.startsWith('old_') ? token : undefined),
  })
  const digest = createHash('sha256').update('old_key').digest('hex')
  const { id } = await opened.keys.importHashed({ ...plain, digest })
  for (const [text, outcome] of [
    ['old_key', 'current'],
    ['old_other', 'key_unknown'],
  ] as const) {
    expect(await costOf(() => opened.outcome(text))).toEqual(cost)
    expect(await opened.outcome(text)).toBe(outcome)
  }
  // Whoever knows the id of one, for it is no secret, learns no more than of any other.
  const ours = (await opened.issued()).token.reveal()
  const known = sum(`${ours.slice(0, -62)}${id}${ours.slice(-50, -6)}`)
  expect(await opened.outcome(known)).toBe('key_wrong_secret')
  expect(await costOf(() => opened.outcome(known))).toEqual(
    await costOf(() => opened.outcome(otherId(ours))),
  )
  expect(await costOf(() => opened.outcome('new_key'))).toEqual(nothing)
})

it('what is no token costs nothing: no read, no digest, no comparison', async () => {
  const { issued, keys } = openTestKeys({ store: counting(memoryKeyStore()) })
  const text = (await issued()).token.reveal()
  const odd = [text.slice(1), `${text} `, text.toUpperCase(), 'x'.repeat(1e6), '', null, 7, {}]
  for (const sent of odd) expect(await costOf(() => keys.verify(sent))).toEqual(nothing)
  expect(await costOf(() => keys.verify(`${text}`))).toMatchObject({ reads: 1 })
})

it('a leak report of what is no token costs nothing either, and never throws for it', async () => {
  const { keys } = openTestKeys({ store: counting(memoryKeyStore()) })
  const odd = ['x'.repeat(1e6), Object.create(null), Symbol('x'), null]
  expect(await costOf(() => keys.reportLeak(odd, { actor: ada }))).toEqual(nothing)
  expect(await keys.reportLeak(odd, { actor: ada })).toEqual(odd.map(() => ({ found: false })))
})

it('who is stopped for guessing costs nothing either, with the right key too', async () => {
  const { issued, keys } = openTestKeys({ store: counting(memoryKeyStore()) })
  const text = (await issued()).token.reveal()
  const policies = { guesses: { kind: 'exact', limit: 1, windowMs: 60_000 } } as const
  const guard = requireKey(keys, {
    failures: failures(limits({ policies }), { policy: 'guesses' }),
  })
  const ask = async (sent: string) => {
    const verdict = await guard(testRequest({ headers: { 'x-api-key': sent } }), {})
    return verdict.ok ? 'in' : verdict.reason
  }
  expect(await ask('guess')).toBe('key_malformed')
  expect(await costOf(() => ask(text))).toEqual(nothing)
  expect(await ask(text)).toBe('rate_limited')
})
