import { type KeyLimit, memoryKeyStore, requireKey, spend } from '@sallyport/api-keys'
import { decider, denialReply, every } from '@sallyport/core'
import { manualTime, testRequest } from '@sallyport/core/testing'
import { limits, memoryLimitStore } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { ada, openTestKeys, refusal, scopes, start } from './support/open-test-keys.ts'

const quota = (name: string, limit: number, per: KeyLimit['per'] = 'key'): KeyLimit => ({
  name,
  policy: { kind: 'quota', limit, period: 'day' },
  per,
})
const open = () => {
  const { clock, monotonic, timers } = manualTime(start)
  return openTestKeys({ limits: limits({ policies: {}, clock, monotonic, timers }) })
}
const accepted = async (opened: ReturnType<typeof open>, token: string, times = 20) => {
  let count = 0
  for (let i = 0; i < times; i++) if ((await opened.outcome(token)) === 'current') count++
  return count
}

describe('a call that is denied for any reason takes nothing', () => {
  it('unknown scope, tenant, network, another limit, state', async () => {
    const opened = open()
    const { issued, keys, outcome } = opened
    const { token, key } = await issued({
      scopes: ['orders:read'],
      networks: ['10.0.0.0/8'],
      limits: [quota('calls', 5), quota('writes', 3)],
    })
    const text = token.reveal()
    const ip = '10.0.0.1'
    const write = scopes.allOf('orders:write')
    expect(await outcome(text, { ip })).toBe('current')
    for (let i = 0; i < 10; i++) {
      expect(await outcome(text, { ip, scopes: write })).toBe('insufficient_scope')
      expect(await outcome(text, { ip, tenant: 't2' })).toBe('key_wrong_tenant')
      expect(await outcome(text, {})).toBe('key_wrong_network')
      expect(await outcome(text, { ip, cost: 3 })).toBe('quota_exhausted')
    }
    await keys.disable(key.id, { actor: ada })
    expect(await outcome(text, { ip })).toBe('key_disabled')
    await keys.enable(key.id, { actor: ada })
    const verdict = await keys.verify(text, { ip })
    expect(verdict.ok && verdict.value.limits.map(({ remaining }) => remaining)).toEqual([3, 1])
  })

  it('nothing is taken for a cost of 0', async () => {
    const opened = open()
    const { token } = await opened.issued({ limits: [quota('calls', 1)] })
    for (let i = 0; i < 5; i++) {
      expect(await opened.outcome(token.reveal(), { cost: 0 })).toBe('current')
    }
    expect(await accepted(opened, token.reveal())).toBe(1)
  })

  it.each([-1, 0.5, Number.NaN])('a cost of %s is misuse', async (cost) => {
    const { issued, keys } = open()
    const { token } = await issued({ limits: [quota('calls', 1)] })
    expect(await refusal(keys.verify(token.reveal(), { cost }))).toMatch(/RangeError|TypeError/)
  })
})

describe('whose limit it is', () => {
  it('the key’s, its owner’s, its tenant’s', async () => {
    for (const [per, sameOwner, sameTenant, stranger] of [
      ['key', 2, 2, 2],
      ['owner', 0, 2, 2],
      ['tenant', 0, 0, 2],
    ] as const) {
      const opened = open()
      const given = { limits: [quota('calls', 2, per)] }
      const eve = { kind: 'user', id: 'eve' }
      const tokens = [
        await opened.issued(given),
        await opened.issued(given),
        await opened.issued({ ...given, owner: eve }),
        await opened.issued({ ...given, tenant: 't2' }),
      ].map(({ token }) => token.reveal())
      const counts: number[] = []
      for (const token of tokens) counts.push(await accepted(opened, token))
      expect([per, ...counts]).toEqual([per, 2, sameOwner, sameTenant, stranger])
    }
  })

  it('owners and tenants whose names run into each other have counts of their own', async () => {
    const opened = open()
    const limits = [quota('calls', 1, 'owner')]
    for (const [tenant, kind, id] of [
      ['t', 'a:b', 'c'],
      ['t', 'a', 'b:c'],
      ['t}owner:x', 'y', 'z'],
      ['t', 'x}owner:y', 'z'],
    ] as const) {
      const { token } = await opened.issued({ tenant, owner: { kind, id }, limits })
      expect(await accepted(opened, token.reveal())).toBe(1)
    }
  })

  it('a rotation is no fresh start', async () => {
    const opened = open()
    const { token, key } = await opened.issued({ limits: [quota('calls', 3)] })
    expect(await accepted(opened, token.reveal(), 2)).toBe(2)
    const rotated = await opened.keys.rotate(key.id, { actor: ada })
    expect(await accepted(opened, rotated.token.reveal())).toBe(1)
    expect(await opened.outcome(token.reveal())).toBe('quota_exhausted')
  })

  it('a minted key spends from the one that minted it, and from its own', async () => {
    const opened = open()
    const given = { scopes: ['api_keys:mint'], limits: [quota('calls', 5)] }
    const parent = await opened.issued(given)
    const verdict = await opened.keys.verify(parent.token.reveal(), { cost: 0 })
    if (!verdict.ok) throw new Error(verdict.reason)
    const child = await opened.issued({ parent: verdict.value, limits: [quota('few', 2)] })
    expect(await accepted(opened, child.token.reveal())).toBe(2)
    expect(await accepted(opened, parent.token.reveal())).toBe(3)
    expect(await accepted(opened, child.token.reveal())).toBe(0)
  })
})

it('exactly N of 20 N at once are accepted on two instances', async () => {
  const store = memoryKeyStore()
  const counts = memoryLimitStore()
  const make = () => openTestKeys({ store, limits: limits({ policies: {}, store: counts }) })
  const [one, other] = [make(), make()]
  const { token } = await one.issued({ limits: [quota('calls', 25), quota('all', 1_000)] })
  const outcomes = await Promise.all(
    Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? one : other).outcome(token.reveal())),
  )
  expect(outcomes.filter((outcome) => outcome === 'current')).toHaveLength(25)
  expect(outcomes.filter((outcome) => outcome === 'quota_exhausted')).toHaveLength(475)
})

describe('the guard', () => {
  it('spends last, answers 429 with what to wait for, and knows a key it did not see identified', async () => {
    const { issued, keys } = open()
    const { token, key } = await issued({ limits: [quota('calls', 2)] })
    const decide = decider(every(requireKey(keys), spend(keys)))
    const ask = () => decide(testRequest({ headers: { 'x-api-key': token.reveal() } }))
    expect([(await ask()).ok, (await ask()).ok]).toEqual([true, true])
    const denied = await ask()
    if (denied.ok) throw new Error('let in')
    expect([denied.reason, denied.status]).toEqual(['quota_exhausted', 429])
    expect(denialReply(denied).headers).toHaveProperty('retry-after')
    // A copy of a view is limited like the view itself.
    for (const view of [await keys.get(key.id), { ...key }, key]) {
      if (view === undefined) throw new Error('no such key')
      expect(keys.claimsOf(view, 3).map(({ cost }) => cost)).toEqual([3])
      const verdict = await spend(keys)(testRequest(), { key: view })
      expect(verdict.ok ? 'in' : verdict.reason).toBe('quota_exhausted')
    }
  })

  it('cannot be had without limits, nor can a key that has some', async () => {
    const { issued, keys } = openTestKeys()
    expect(() => spend(keys)).toThrow(/limits/)
    expect(await refusal(issued({ limits: [quota('calls', 1)] }))).toMatch(/TypeError.*limits/)
  })

  it.each([
    [[quota('calls', 1), quota('calls', 2)]],
    [[{ name: 'x', policy: { kind: 'concurrency', limit: 1, leaseMs: 1_000 } } as const]],
    [[quota('calls', 1, 'nobody' as 'key')]],
    [[quota('calls', Number.NaN)]],
    [Array.from({ length: 17 }, (_, i) => quota(`l${i}`, 1))],
  ])('a key cannot be issued with limits that mean nothing: %j', async (given) => {
    const { issued } = open()
    expect(await refusal(issued({ limits: given }))).toMatch(/RangeError|TypeError/)
  })
})
