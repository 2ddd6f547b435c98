import { apiKeyMetrics, type VerifyNeed } from '@sallyport/api-keys'
import { limits } from '@sallyport/limits'
import { expect, it } from 'vitest'
import { ada, all, day, lateStore, openTestKeys, scopes, start } from './support/open-test-keys.ts'

const by = { actor: ada }
const quota = (limit: number) => ({ kind: 'quota', limit, period: 'day' }) as const
const twoLimits = [
  { name: 'few', policy: quota(2) },
  { name: 'many', policy: { kind: 'rate', limit: 9, windowMs: 60_000 } as const },
]

const open = () => {
  const opened = openTestKeys()
  const { clock, monotonic } = opened.time
  const limiter = limits({ policies: {}, clock, monotonic })
  return { ...openTestKeys({ limits: limiter, clock, monotonic }), time: opened.time }
}

it('says what verify says, in the same order, for whatever is sent', async () => {
  for (const store of [undefined, lateStore()]) {
    const { issued, keys, time } = openTestKeys({
      limits: limits({ policies: {} }),
      ...(store && { store }),
    })
    const good = await issued({ scopes: ['orders:read'] })
    const bound = await issued({ networks: ['10.0.0.0/8'] })
    const revoked = await issued()
    const disabled = await issued()
    const expired = await issued({ expiresAt: start + 1 })
    const later = await issued({ notBefore: start + day })
    const none = await issued({ limits: [{ name: 'one', policy: quota(1) }] })
    await keys.verify(none.token.reveal())
    await keys.revoke(revoked.key.id, by)
    await keys.disable(disabled.key.id, by)
    time.advance(1)
    const sent: (readonly [unknown, VerifyNeed?])[] = [
      [undefined],
      [['a', 'b']],
      [null],
      ['x'],
      [good.token.reveal()],
      [good.token.reveal(), { tenant: 't2' }],
      [good.token.reveal(), { scopes: scopes.allOf('orders:read') }],
      [good.token.reveal(), { scopes: scopes.allOf('orders:write') }],
      [bound.token.reveal()],
      [bound.token.reveal(), { ip: '10.0.0.1' }],
      ...[revoked, disabled, expired, later, none].map(({ token }) => [token.reveal()] as const),
      [none.token.reveal(), { cost: 0 }],
      [none.token.reveal(), { cost: 2 }],
      [none.token.reveal(), { scopes: scopes.allOf('orders:write') }],
    ]
    const reasons = new Set<string>()
    for (const [token, need] of sent) {
      const peeked = await keys.peek(token, need)
      const { headers: _, ...verified } = await keys.verify(token, need)
      expect(peeked).toMatchObject(verified)
      if (!peeked.ok) reasons.add(peeked.reason)
    }
    expect(reasons.size).toBe(12)
  }
})

it('takes nothing, notes no use, counts no attempt', async () => {
  const { issued, keys, metrics } = open()
  const { token, key } = await issued({ limits: twoLimits })
  for (let i = 0; i < 5; i++) {
    await keys.peek('x')
    const verdict = await keys.peek(token.reveal())
    expect(verdict.ok && verdict.value.limits.map(({ remaining }) => remaining)).toEqual([2, 9])
  }
  await keys.flush()
  expect((await all(keys.list()))[0]).toMatchObject({ id: key.id, useCount: 0, lastUsedAt: null })
  expect(metrics.value(apiKeyMetrics.attempts)).toBe(0)
  expect(metrics.value(apiKeyMetrics.failures)).toBe(0)
  await keys.verify(token.reveal())
  const after = await keys.peek(token.reveal())
  expect(after.ok && after.value.limits.map(({ remaining }) => remaining)).toEqual([1, 8])
})

it('names the limit that would refuse, and when it would not', async () => {
  const { issued, keys, time } = open()
  const { token } = await issued({ limits: twoLimits })
  const text = token.reveal()
  await keys.verify(text, { cost: 2 })
  const peeked = await keys.peek(text)
  expect(peeked).toEqual(await keys.verify(text))
  expect(peeked).toMatchObject({
    ok: false,
    reason: 'quota_exhausted',
    status: 429,
    headers: { 'retry-after': `${12 * 3_600}` },
  })
  expect(await keys.peek(text, { cost: 10 })).toMatchObject({ reason: 'cost_too_high' })
  time.advance(12 * 3_600_000)
  expect(await keys.peek(text)).toMatchObject({ ok: true })
})

it('of several that would, names the one that takes longest, as verify does', async () => {
  const { issued, keys } = open()
  const soon = { name: 'soon', policy: { kind: 'rate', limit: 1, windowMs: 60_000 } as const }
  const late = { name: 'late', policy: quota(1) }
  for (const given of [
    [soon, late],
    [late, soon],
  ]) {
    const { token } = await issued({ limits: given })
    await keys.verify(token.reveal())
    const peeked = await keys.peek(token.reveal())
    expect(peeked).toEqual(await keys.verify(token.reveal()))
    expect(peeked).toMatchObject({ reason: 'quota_exhausted' })
  }
})

it('a cost that is none is misuse, as it is of verify', async () => {
  const { issued, keys } = open()
  const { token } = await issued({ limits: twoLimits })
  for (const cost of [-1, 0.5, Number.NaN]) {
    await expect(keys.peek(token.reveal(), { cost })).rejects.toThrow(RangeError)
    await expect(keys.verify(token.reveal(), { cost })).rejects.toThrow(RangeError)
  }
})
