// What others get wrong as `node scripts/bench/peers/api-keys.ts` shows, and does not go wrong here. The rest of
// its questions have tests of their own: two rotations at once and what is not rotated (rotate.test.ts), a key
// disabled elsewhere (cache.test.ts), writes of uses (usage.test.ts), digests cut short (pepper.test.ts).
import { type KeyLimit, type KeyRecord, memoryKeyStore } from '@sallyport/api-keys'
import { manualTime } from '@sallyport/core/testing'
import { type LimitStore, limits, memoryLimitStore } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { checksumOf, formatToken } from '../src/format.ts'
import { day, openTestKeys, start } from './support/open-test-keys.ts'

const exact = (limit: number): KeyLimit => ({
  name: 'daily',
  policy: { kind: 'exact', limit, windowMs: day },
})
const quota = (limit: number): KeyLimit => ({
  name: 'quota',
  policy: { kind: 'quota', limit, period: 'year' },
})
const hour = 3_600_000

/** Keys in a time of their own, with limits in the same. */
function open(store: LimitStore = memoryLimitStore()) {
  const time = manualTime(start)
  const { clock, monotonic, timers } = time
  const limiter = limits({ policies: {}, store, clock, monotonic, timers })
  return { ...openTestKeys({ clock, monotonic, timers, limits: limiter }), time, limiter }
}

/** Its answers wait until it is told to answer: by then everybody has asked. */
function heldBack() {
  const inner = memoryLimitStore()
  const asked: (() => void)[] = []
  const held = async <T>(answer: () => T): Promise<T> => {
    await new Promise<void>((resolve) => asked.push(resolve))
    return answer()
  }
  const store: LimitStore = {
    claim: (...given) => held(() => inner.claim(...given)),
    look: (...given) => held(() => inner.look(...given)),
    refund: async (...given) => inner.refund(...given),
    forget: async (...given) => inner.forget(...given),
    check: inner.check,
  }
  return { store, asked }
}

describe('limits of a key', () => {
  it('ten a day let in who comes once in 23 hours, for ever', async () => {
    const { issued, outcome, time } = open()
    const { token } = await issued({ limits: [exact(10)] })
    for (let i = 0; i < 30; i++) {
      time.advance(23 * hour)
      expect(await outcome(token.reveal())).toBe('current')
    }
  })

  it('what a rate refuses takes nothing from the quota', async () => {
    const { issued, keys, limiter, outcome } = open()
    const { token, key } = await issued({ limits: [exact(2), quota(100)] })
    const said = []
    for (let i = 0; i < 12; i++) said.push(await outcome(token.reveal()))
    expect(said.filter((reason) => reason === 'current')).toHaveLength(2)
    const claim = keys.claimsOf(key)[1]
    if (typeof claim?.policy !== 'object') throw new Error('no quota')
    expect((await limiter.peek(claim.policy, claim.key)).remaining).toBe(98)
  })

  it('a quota of 5 lets in 5 of 50 who have all asked before the first is answered', async () => {
    const { store, asked } = heldBack()
    const { issued, outcome } = open(store)
    const { token } = await issued({ limits: [quota(5)] })
    const calls = Array.from({ length: 50 }, () => outcome(token.reveal()))
    for (let turn = 0; turn < 1_000 && asked.length < 50; turn++) await undefined
    expect(asked).toHaveLength(50)
    for (const answer of asked) answer()
    const said = await Promise.all(calls)
    expect(said.filter((reason) => reason === 'current')).toHaveLength(5)
    expect(said.filter((reason) => reason === 'quota_exhausted')).toHaveLength(45)
  })
})

describe('a key that is of no more use', () => {
  it('expired, says so each time, and stays to be looked at', async () => {
    const { issued, keys, outcome, time } = open()
    const { token, key } = await issued({ expiresAt: start + day })
    time.advance(day + 1)
    for (let i = 0; i < 3; i++) expect(await outcome(token.reveal())).toBe('key_expired')
    expect(await keys.get(key.id)).toEqual(key)
  })

  it('with its quota used up, stays to be looked at', async () => {
    const { issued, keys, outcome } = open()
    const { token, key } = await issued({ limits: [quota(1)] })
    expect(await outcome(token.reveal())).toBe('current')
    for (let i = 0; i < 3; i++) expect(await outcome(token.reveal())).toBe('quota_exhausted')
    expect(await keys.get(key.id)).toEqual(key)
  })
})

describe('a token', () => {
  it('is found by its own id, though its prefix has underscores and names of parts', async () => {
    for (const prefix of ['my_company', 'acme_live', 'live']) {
      const { issued, keys } = openTestKeys({ prefix })
      const { token, key } = await issued()
      const verdict = await keys.verify(token.reveal())
      expect(verdict.ok && verdict.value.key.id).toBe(key.id)
    }
  })

  it('with a right checksum under another prefix, or another key’s id, is not its secret', async () => {
    const store = memoryKeyStore()
    const { issued, outcome } = openTestKeys({ store })
    const other = openTestKeys({ store, prefix: 'other' })
    const [{ token, key }, { key: second }] = [await issued(), await issued()]
    const body = token.reveal().slice(0, -6)
    const [moved, renamed] = [
      body.replace('acme_pk', 'other'),
      body.replace(key.id, second.id),
    ] as const
    expect(await outcome(body + checksumOf(body))).toBe('current')
    expect(await outcome(moved + checksumOf(moved))).toBe('key_malformed')
    expect(await other.outcome(moved + checksumOf(moved))).toBe('key_wrong_secret')
    expect(await outcome(renamed + checksumOf(renamed))).toBe('key_wrong_secret')
  })

  const odd: readonly (readonly [unknown, string])[] = [
    [undefined, 'key_missing'],
    [[], 'key_ambiguous'],
    ...[null, 42, Number.NaN, {}, Symbol('token'), Buffer.from('acme_pk_live_')].map(
      (token) => [token, 'key_malformed'] as const,
    ),
  ]
  it.each(odd)('that is no text is refused, not thrown for: %s, %s', async (token, reason) => {
    expect(await openTestKeys().outcome(token)).toBe(reason)
  })

  it('is not made of what is stored', async () => {
    const { issued, outcome, store } = openTestKeys()
    const { token, key } = await issued()
    const { digest } = ((await store.get(key.id)) as KeyRecord).current
    expect(await outcome(token.reveal())).toBe('current')
    expect(await outcome(digest)).toBe('key_malformed')
    for (let from = 0; from + 43 <= digest.length; from++) {
      const made = formatToken('acme_pk_live_', key.id, digest.slice(from, from + 43))
      expect(await outcome(made)).toBe('key_wrong_secret')
    }
  })
})
