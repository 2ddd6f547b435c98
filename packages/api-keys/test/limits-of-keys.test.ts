import { type KeyLimit, memoryKeyStore } from '@sallyport/api-keys'
import { limits } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { openFamily } from './support/family.ts'
import { ada, openTestKeys, refusal, start } from './support/open-test-keys.ts'

const by = { actor: ada }
const daily = { name: 'calls', policy: { kind: 'quota', limit: 1, period: 'day' } } as const
const open = (options = {}) => openTestKeys({ limits: limits({ policies: {} }), ...options })

describe('whose count a key spends', () => {
  it('is nothing that whoever issues or updates can choose', async () => {
    const { issued, keys, outcome } = open()
    const victim = await issued({ limits: [daily] })
    const foreign: KeyLimit = { ...daily, of: victim.key.id }
    const { key } = await issued()
    expect(await refusal(issued({ limits: [foreign] }))).toMatch(/RangeError.*calls\.of/)
    expect(await refusal(keys.update(key.id, { ...by, limits: [foreign] }))).toMatch(/calls\.of/)
    expect((await keys.get(key.id))?.limits).toEqual([])
    expect(await outcome(victim.token.reveal())).toBe('current')
  })

  it('nor when it is a minted key that is given some', async () => {
    const { ids, keys, issued, identified, tokens } = await openFamily()
    const foreign = { ...daily, name: 'other', of: ids.grandchild }
    const parent = await identified(tokens[0])
    expect(await refusal(issued({ parent, limits: [foreign] }))).toMatch(/other\.of/)
    expect(await refusal(keys.update(ids.child, { ...by, limits: [foreign] }))).toMatch(/other\.of/)
  })
})

describe('what is kept of a limit', () => {
  const odd = { secret: 'canary', nested: { secret: 'canary' } }
  it.each([
    { kind: 'quota', limit: 2, period: 'month', refill: 1, startsAt: start },
    { kind: 'rate', limit: 2, windowMs: 1_000, burst: 3 },
    { kind: 'exact', limit: 2, windowMs: 1_000 },
  ] as const)('is what means something: $kind', async (policy) => {
    const { issued, keys } = open()
    const wanted = { ...daily, policy: { ...policy, ...odd }, per: 'owner', ...odd } as KeyLimit
    const kept = [{ name: 'calls', policy, per: 'owner' }]
    const { key } = await issued({ limits: [wanted] })
    expect(key.limits).toEqual(kept)
    await keys.update(key.id, { ...by, limits: [wanted] })
    expect((await keys.get(key.id))?.limits).toEqual(kept)
  })

  it('is no part of another kind, nor what is not given', async () => {
    const { issued } = open()
    const policy = { kind: 'exact', limit: 2, windowMs: 5, period: 'day', burst: undefined }
    const { key } = await issued({ limits: [{ ...daily, policy } as never] })
    expect(JSON.stringify(key.limits)).toBe(
      '[{"name":"calls","policy":{"kind":"exact","limit":2,"windowMs":5}}]',
    )
  })

  it.each(['__proto__', 'constructor', 'concurrency', undefined])('is no kind %s', async (kind) => {
    const { issued } = open()
    const limit = { ...daily, policy: { kind, limit: 1, leaseMs: 1_000 } } as never
    expect(await refusal(issued({ limits: [limit] }))).toMatch(/(Range|Type)Error/)
  })
})

describe('limits that nobody counts', () => {
  it('can be given to no key, by an update either', async () => {
    const { issued, keys } = openTestKeys()
    const { key } = await issued()
    expect(await refusal(keys.update(key.id, { ...by, limits: [daily] }))).toMatch(
      /TypeError.*limits/,
    )
    expect((await keys.get(key.id))?.limits).toEqual([])
  })

  it('let nobody in: a program that forgot them is told', async () => {
    const store = memoryKeyStore()
    const { issued } = open({ store })
    const { token } = await issued({ limits: [daily] })
    const forgetful = openTestKeys({ store })
    const verdict = await forgetful.keys.verify(token.reveal())
    expect(verdict).toMatchObject({ ok: false, reason: 'limits_unavailable', status: 503 })
    expect(String(verdict.ok || verdict.cause)).toMatch(/TypeError.*limits/)
    expect(verdict.ok || verdict.shown).toBe('unavailable')
    expect(await forgetful.outcome(token.reveal(), { cost: 0 })).toBe('current')
  })
})

describe('the times of a key', () => {
  const [early, late] = [start + 10, start + 20]
  it.each([
    [late, early],
    [late, late],
  ])('cannot be: not before %d, until %d', async (notBefore, expiresAt) => {
    const { audit, issued, keys } = open()
    expect(await refusal(issued({ notBefore, expiresAt }))).toMatch(/RangeError.*notBefore/)
    const { key } = await issued({ notBefore })
    expect(await refusal(keys.update(key.id, { ...by, expiresAt }))).toMatch(/RangeError/)
    expect(await keys.get(key.id)).toEqual(key)
    expect(audit.events).toHaveLength(1)
  })

  it('are checked with the lifetime that nobody asked for as well', async () => {
    const { issued } = open({ lifetimeMs: 5 })
    expect(await refusal(issued({ notBefore: start + 5 }))).toMatch(/RangeError/)
    expect(await refusal(issued({ notBefore: start + 4 }))).toBeUndefined()
  })

  it('of a minted key lie within its parent’s', async () => {
    const { identified, issued, tokens } = await openFamily()
    const parent = await identified(tokens[0])
    expect((await issued({ parent })).key.notBefore).toBe(start - 1_000)
    expect(await refusal(issued({ parent, notBefore: start - 1_001 }))).toBe('not_a_subset')
    expect(await refusal(issued({ parent, notBefore: start - 1_000 }))).toBeUndefined()
    // The expiry it is given is its parent's.
    expect(await refusal(issued({ parent, notBefore: start + 1_000 }))).toMatch(/RangeError/)
  })
})

it('networks are text: an entry that ends by itself would come to allow everything or nothing', async () => {
  const { issued, keys } = open()
  const networks = [{ network: '10.0.0.0/8', until: start + 1 }] as never
  expect(await refusal(issued({ networks }))).toMatch(/TypeError.*networks/)
  const { key } = await issued()
  expect(await refusal(keys.update(key.id, { ...by, networks }))).toMatch(/TypeError.*networks/)
})
