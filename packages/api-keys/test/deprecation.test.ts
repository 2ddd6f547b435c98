import { type ApiKeys, requireKey, spend } from '@sallyport/api-keys'
import { decider, every } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { limits } from '@sallyport/limits'
import { requireScopes } from '@sallyport/scopes'
import { expect, it } from 'vitest'
import { ada, day, openTestKeys, scopes, start } from './support/open-test-keys.ts'

const by = { actor: ada }

const headersOf = async (keys: ApiKeys, text: string, need = {}) => {
  const verdict = await keys.verify(text, need)
  return verdict.headers
}

async function rotatedAfter(ms: number, graceMs: number, more = {}) {
  const opened = openTestKeys({ limits: limits({ policies: {} }) })
  const old = await opened.issued(more)
  opened.time.advance(ms)
  const fresh = await opened.keys.rotate(old.key.id, { ...by, graceMs })
  return { ...opened, id: old.key.id, old: old.token.reveal(), fresh: fresh.token.reveal() }
}

it('who uses the old secret is told when it was replaced and when it ends, by each way in', async () => {
  const { keys, old, fresh } = await rotatedAfter(1_999, 7 * day)
  const told = {
    deprecation: `@${start / 1_000 + 1}`,
    sunset: 'Fri, 22 May 2026 12:00:01 GMT',
  }
  expect(await headersOf(keys, old)).toEqual(told)
  expect((await keys.peek(old)).headers).toEqual(told)
  expect((await keys.identify(old, {})).headers).toEqual(told)
  const request = testRequest({ headers: { 'x-api-key': old } })
  expect(await decider(requireKey(keys))(request)).toMatchObject({ ok: true, headers: told })
  for (const verdict of [await keys.verify(fresh), await keys.identify(fresh, {})]) {
    expect(verdict.ok && verdict).not.toHaveProperty('headers')
  }
})

it('the sunset comes no later than the end of a key that is made to end sooner', async () => {
  const { id, keys, old } = await rotatedAfter(0, 7 * day)
  const { expiresAt, previousUntil } = await keys.update(id, { ...by, expiresAt: start + day })
  expect([expiresAt, previousUntil]).toEqual([start + day, start + day])
  expect(await headersOf(keys, old)).toMatchObject({ sunset: 'Sat, 16 May 2026 12:00:00 GMT' })
  await keys.update(id, { ...by, expiresAt: null })
  expect((await keys.get(id))?.previousUntil).toBe(start + 7 * day)
})

it('beside what limits tell', async () => {
  const policy = { kind: 'quota', limit: 9, period: 'day' } as const
  const { keys, old } = await rotatedAfter(0, day, { limits: [{ name: 'daily', policy }] })
  expect(await headersOf(keys, old)).toHaveProperty('sunset')
  const decide = decider(every(requireKey(keys), spend(keys)))
  const verdict = await decide(testRequest({ headers: { 'x-api-key': old } }))
  expect(Object.keys(verdict.headers ?? {}).toSorted()).toEqual([
    'deprecation',
    'ratelimit',
    'ratelimit-policy',
    'sunset',
  ])
})

it('the sunset is no later than the key’s own end, and after the second rotation it is the second’s', async () => {
  const { keys, old, fresh, id, time } = await rotatedAfter(0, 7 * day, { expiresAt: start + day })
  expect(await headersOf(keys, old)).toMatchObject({ sunset: 'Sat, 16 May 2026 12:00:00 GMT' })
  time.advance(60_000)
  await keys.rotate(id, { ...by, graceMs: 60_000, force: true })
  expect(await headersOf(keys, fresh)).toEqual({
    deprecation: `@${start / 1_000 + 60}`,
    sunset: 'Fri, 15 May 2026 12:02:00 GMT',
  })
})

it('no denial tells of it', async () => {
  const policy = { kind: 'quota', limit: 1, period: 'day' } as const
  const { keys, old, time } = await rotatedAfter(0, day, { limits: [{ name: 'daily', policy }] })
  const orders = scopes.allOf('orders:read')
  await keys.verify(old)
  const refused = [
    await keys.verify(old),
    await keys.verify(old, { scopes: orders }),
    await keys.verify(old, { tenant: 't2' }),
    await decider(every(requireKey(keys), requireScopes(orders)))(
      testRequest({ headers: { 'x-api-key': old } }),
    ),
  ]
  time.advance(day)
  refused.push(await keys.verify(old))
  expect(refused.map((verdict) => !verdict.ok && verdict.reason)).toEqual([
    'quota_exhausted',
    'insufficient_scope',
    'key_wrong_tenant',
    'insufficient_scope',
    'key_wrong_secret',
  ])
  for (const { headers } of refused) {
    expect(headers).not.toHaveProperty('sunset')
    expect(headers).not.toHaveProperty('deprecation')
  }
})
