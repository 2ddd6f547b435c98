import { definePolicy, limitMetrics } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { settled } from './support/away-store.ts'

const minute = 60_000

/** Limits whose key `a` was refused a moment ago. */
const refusedOnce = async (waitedMs = minute - 5_000) => {
  const away = awayLimits()
  await away.limiter.check('exact', 'a', 2)
  away.time.advance(waitedMs)
  await away.limiter.check('exact', 'a')
  away.store.calls.length = 0
  return away
}

describe('what the store refused', () => {
  it('is refused again without asking, until a retry can succeed and not a moment longer', async () => {
    const { limiter, store, time, metrics } = await refusedOnce()
    time.advance(4_999)
    const state = await limiter.check('exact', 'a')
    expect(state).toMatchObject({ ok: false, reason: 'rate_limited', retryAfterMs: 1 })
    expect([state.remaining, state.moreAfterMs, state.resetAfterMs]).toEqual([0, 1, 1])
    expect(store.calls).toEqual([])
    expect(metrics.value(limitMetrics.answeredFor, { by: 'cache' })).toBe(1)
    time.advance(1)
    expect((await limiter.check('exact', 'a')).ok).toBe(true)
    expect(store.calls).toEqual(['claim'])
  })

  it('is believed for ten seconds at most', async () => {
    const { limiter, store, time } = await refusedOnce(0)
    time.advance(9_999)
    expect((await limiter.check('exact', 'a')).retryAfterMs).toBe(minute - 9_999)
    expect(store.calls).toEqual([])
    time.advance(1)
    await limiter.check('exact', 'a')
    expect(store.calls).toEqual(['claim'])
  })

  it('is asked for when it costs something else, is another’s, or another policy’s', async () => {
    const { limiter, store } = await refusedOnce()
    const greater = definePolicy('exact', { kind: 'exact', limit: 9, windowMs: minute })
    expect((await limiter.check(greater, 'a')).ok).toBe(true)
    await limiter.check('exact', 'b')
    await limiter.check('slow', 'a')
    await limiter.check('exact', 'a', 2)
    expect(store.calls).toHaveLength(4)
  })

  it('of a policy that is made for each request is known again', async () => {
    const { limiter, store } = await refusedOnce()
    const same = () => definePolicy('exact', { kind: 'exact', limit: 2, windowMs: minute })
    expect((await limiter.check(same(), 'a')).ok).toBe(false)
    expect(store.calls).toEqual([])
  })

  it('is known to a look as well: who is stopped costs the store nothing', async () => {
    const { limiter, store } = await refusedOnce()
    expect(await limiter.peek('exact', 'a')).toMatchObject({ ok: false, reason: 'rate_limited' })
    await limiter.peek('exact', 'b')
    expect(store.calls).toEqual(['look'])
  })

  it('is no news where something was given back meanwhile', async () => {
    const { limiter, store } = awayLimits()
    const taken = await limiter.check('exact', 'a', 2)
    const refusal = limiter.check('exact', 'a')
    await limiter.refund(taken)
    expect((await refusal).ok).toBe(false)
    expect((await limiter.check('exact', 'a')).ok).toBe(true)
    expect(store.calls.at(-1)).toBe('claim')
  })

  it('is forgotten with a refund', async () => {
    const { limiter, store } = awayLimits()
    const taken = await limiter.check('exact', 'a', 2)
    expect((await limiter.check('exact', 'a')).ok).toBe(false)
    await limiter.refund(taken)
    expect((await limiter.check('exact', 'a')).ok).toBe(true)
    expect(store.calls).toEqual(['claim', 'claim', 'refund', 'claim'])
  })

  it('is forgotten with the key, though others ask while that is under way', async () => {
    const { limiter, store } = awayLimits()
    await limiter.check('exact', 'a', 2)
    store.mode = 'hangs'
    const forgotten = limiter.forget('exact', 'a')
    await settled()
    store.mode = 'answers'
    expect((await limiter.check('exact', 'a')).ok).toBe(false)
    await store.release()
    await forgotten
    expect((await limiter.check('exact', 'a')).ok).toBe(true)
  })

  it('is asked for again where places come free at any moment', async () => {
    const { limiter, store } = awayLimits()
    await limiter.check('room', 'a')
    for (let i = 0; i < 3; i++) expect((await limiter.check('room', 'a')).ok).toBe(false)
    expect(store.calls).toHaveLength(4)
  })

  it('of several is told whole: the one that takes longest is the one to wait for', async () => {
    const { limiter, store } = awayLimits()
    const both = (['exact', 'slow'] as const).map((policy) => ({ policy, key: 'a' }))
    await limiter.claim(both)
    await limiter.claim(both)
    store.calls.length = 0
    const first = await limiter.claim(both)
    const again = await limiter.claim(both)
    expect(again.denied).toMatchObject({ policy: { name: 'slow' }, retryAfterMs: 60 * minute })
    expect(again.states).toHaveLength(2)
    expect(first.denied?.retryAfterMs).toBe(again.denied?.retryAfterMs)
    expect(store.calls).toEqual(['claim'])
  })

  it('is kept of ten thousand keys, the oldest goes first', async () => {
    const { limiter, store } = awayLimits()
    for (let i = 0; i <= 10_000; i++) await limiter.check('exact', `${i}`, 2)
    for (let i = 0; i <= 10_000; i++) await limiter.check('exact', `${i}`)
    store.calls.length = 0
    for (let i = 1; i <= 10_000; i += 100) await limiter.check('exact', `${i}`)
    expect(store.calls).toEqual([])
    await limiter.check('exact', '0')
    expect(store.calls).toEqual(['claim'])
  })
})
