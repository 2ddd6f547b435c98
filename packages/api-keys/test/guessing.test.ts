import {
  apiKeyMetrics,
  type KeyStore,
  memoryKeyStore,
  type RequireKeyOptions,
  requireKey,
} from '@sallyport/api-keys'
import { denialReply } from '@sallyport/core'
import { recordMetrics, testRequest } from '@sallyport/core/testing'
import { failures, limitMetrics, limits, memoryLimitStore } from '@sallyport/limits'
import { expect, it } from 'vitest'
import { checksumOf } from '../src/format.ts'
import { ada, day, lateStore, openTestKeys, start } from './support/open-test-keys.ts'

const mostGuesses = 2

/** Keys behind a guard that stops who has guessed twice. */
async function open(options: RequireKeyOptions = {}, inner: KeyStore = memoryKeyStore()) {
  let reads = 0
  const get = (id: string) => {
    reads++
    return inner.get(id)
  }
  const opened = openTestKeys({ store: { ...inner, get } })
  const { clock, monotonic } = opened.time
  const violations = recordMetrics()
  const limiter = limits({
    policies: { guesses: { kind: 'exact', limit: mostGuesses, windowMs: 60_000 } },
    clock,
    monotonic,
  })
  const stops = failures(limiter, { policy: 'guesses', metrics: violations })
  const guard = requireKey(opened.keys, { failures: stops, ...options })
  const ask = async (token: string | readonly string[] | undefined, ip?: string) => {
    const headers = token === undefined ? {} : { 'x-api-key': token }
    const verdict = await guard(testRequest({ headers, ip: ip ?? '192.0.2.1' }), {})
    return verdict.ok ? 'in' : verdict.reason
  }
  return { ...opened, ask, guard, reads: () => reads, violations }
}

const sum = (text: string): string => text + checksumOf(text)
const otherSecret = (token: string): string => sum(`${token.slice(0, -49)}${'z'.repeat(43)}`)
const otherId = (token: string): string =>
  sum(`${token.slice(0, -62)}${'0'.repeat(12)}${token.slice(-50, -6)}`)

it.each([
  ['key_malformed', (token: string) => `${token}x`],
  ['key_unknown', otherId],
  ['key_wrong_secret', otherSecret],
] as const)('%s is a guess: too many, and the right key waits too', async (reason, wrong) => {
  for (const store of [memoryKeyStore(), lateStore()]) {
    const { ask, issued, time } = await open({}, store)
    const token = (await issued()).token.reveal()
    for (let i = 0; i < mostGuesses; i++) expect(await ask(wrong(token))).toBe(reason)
    expect(await ask(wrong(token))).toBe('rate_limited')
    expect(await ask(token)).toBe('rate_limited')
    expect(await ask(token, '192.0.2.2')).toBe('in')
    time.advance(60_000)
    expect(await ask(token)).toBe('in')
  }
})

it('another tenant’s key is a guess, though its secret is right', async () => {
  const { ask, issued } = await open({ tenant: () => 't2' })
  const token = (await issued()).token.reveal()
  for (let i = 0; i < mostGuesses; i++) expect(await ask(token)).toBe('key_wrong_tenant')
  expect(await ask(token)).toBe('rate_limited')
})

it('nothing that a holder of the secret is refused for is a guess, nor is no key or two', async () => {
  const store = memoryKeyStore()
  const { ask, issued, keys, time } = await open({}, store)
  const other = openTestKeys({ store, env: 'test' })
  const held = await Promise.all([
    issued(),
    issued(),
    issued({ expiresAt: start + 1 }),
    issued({ notBefore: start + day }),
    issued({ networks: ['10.0.0.0/8'] }),
    other.issued(),
  ])
  const [revoked, disabled] = held
  await keys.revoke(revoked.key.id, { actor: ada })
  await keys.disable(disabled.key.id, { actor: ada })
  time.advance(1)
  const reasons: string[] = []
  for (let i = 0; i <= mostGuesses; i++) {
    reasons.length = 0
    for (const { token } of held) reasons.push(await ask(token.reveal()))
    reasons.push(await ask(undefined), await ask(['a', 'b']))
  }
  expect(reasons).toEqual([
    'key_revoked',
    'key_disabled',
    'key_expired',
    'key_not_yet_valid',
    'key_wrong_network',
    'key_wrong_env',
    'key_missing',
    'key_ambiguous',
  ])
})

it('who is stopped costs no read and is no attempt, and is told for how long', async () => {
  const { ask, guard, issued, metrics, reads, violations } = await open()
  const token = (await issued()).token.reveal()
  for (let i = 0; i < mostGuesses; i++) await ask(otherSecret(token))
  const before = [reads(), metrics.value(apiKeyMetrics.attempts)]
  for (const sent of [token, otherSecret(token), undefined])
    expect(await ask(sent)).toBe('rate_limited')
  expect([reads(), metrics.value(apiKeyMetrics.attempts)]).toEqual(before)
  expect(violations.value(limitMetrics.violations)).toBe(3)
  const denied = await guard(testRequest({ ip: '192.0.2.1' }), {})
  if (denied.ok) throw new Error('let in')
  expect(denialReply(denied)).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
})

it('an IPv6 address is its /64, and who has no address is not let in', async () => {
  const { ask, guard, issued } = await open()
  const token = (await issued()).token.reveal()
  for (const last of ['1', '2']) await ask('guess', `2001:db8:1:2::${last}`)
  expect(await ask(token, '2001:db8:1:2::3')).toBe('rate_limited')
  expect(await ask(token, '2001:db8:1:3::3')).toBe('in')
  const unknown = testRequest({ headers: { 'x-api-key': token }, ip: undefined })
  expect(await guard(unknown, {})).toMatchObject({ ok: false, reason: 'limit_key_missing' })
})

it('limits that cannot answer, or throw, let nobody in, and nothing out of the guard', async () => {
  const { issued, keys } = openTestKeys()
  const { token } = await issued()
  const inner = memoryLimitStore()
  const fail = (): never => {
    throw new Error('down')
  }
  const { take: _, ...late } = inner
  const right = token.reveal()
  for (const [store, sent] of [
    [{ ...inner, look: fail }, right],
    [{ ...inner, take: fail }, 'guess'],
    [{ ...late, look: fail }, right],
  ] as const) {
    const limiter = limits({
      policies: { guesses: { kind: 'exact', limit: mostGuesses, windowMs: 60_000 } },
      store,
    })
    const guard = requireKey(keys, { failures: failures(limiter, { policy: 'guesses' }) })
    const denied = await guard(testRequest({ headers: { 'x-api-key': sent } }), {})
    if (denied.ok) throw new Error('let in')
    expect([denied.reason, String(denied.cause)]).toEqual(['limits_unavailable', 'Error: down'])
    expect(denialReply(denied)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  }
})
