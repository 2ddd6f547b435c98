import { limitMetrics } from '@sallyport/limits'
import { unhandledDuring } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { settled } from './support/away-store.ts'

describe('a store that is well', () => {
  it('answers in one call, whatever the number of policies', async () => {
    const { limiter, store, metrics } = awayLimits()
    const { ok } = await limiter.claim([
      { policy: 'exact', key: 'a' },
      { policy: 'slow', key: 'a' },
      { policy: 'room', key: 'a' },
    ])
    expect([ok, store.calls]).toEqual([true, ['claim']])
    expect(metrics.read(limitMetrics.answeredFor)).toEqual([])
    expect(await limiter.health(new AbortController().signal)).toEqual({ ok: true })
  })

  it('peeks and refunds there', async () => {
    const { limiter } = awayLimits()
    const taken = await limiter.check('exact', 'a')
    expect((await limiter.peek('exact', 'a')).remaining).toBe(1)
    await limiter.refund(taken)
    expect((await limiter.peek('exact', 'a')).remaining).toBe(2)
  })
})

describe.each(['rejects', 'throws'] as const)('a store that %s', (mode) => {
  it('deny: refuses with 503’s reason, the cause inside', async () => {
    const { limiter, store, metrics } = awayLimits('deny')
    store.mode = mode
    const state = await limiter.check('exact', 'a')
    expect(state).toMatchObject({
      ...{ ok: false, reason: 'limits_unavailable', remaining: 0, retryAfterMs: 1_000 },
      cause: expect.objectContaining({ message: expect.stringContaining('away: ') }),
    })
    expect((await limiter.peek('exact', 'a')).ok).toBe(false)
    expect(metrics.value(limitMetrics.storeErrors)).toBe(2)
    expect(metrics.value(limitMetrics.answeredFor, { by: 'deny' })).toBe(2)
    expect(limiter.tally().exact).toEqual({ allowed: 0, denied: 1 })
  })

  it('allow: lets everything through, and gives nothing of it back', async () => {
    const { limiter, store } = awayLimits('allow')
    store.mode = mode
    const states = [await limiter.check('exact', 'a', 2), await limiter.check('exact', 'a', 2)]
    expect(states.map(({ ok }) => ok)).toEqual([true, true])
    store.mode = 'answers'
    await limiter.check('exact', 'a', 2)
    for (const state of states) await limiter.refund(state)
    expect((await limiter.peek('exact', 'a')).remaining).toBe(0)
    expect(store.calls).not.toContain('refund')
  })

  it('local: counts here, and gives back here what was taken here', async () => {
    const { limiter, store } = awayLimits('local')
    store.mode = mode
    const first = await limiter.check('exact', 'a', 2)
    expect([first.ok, (await limiter.check('exact', 'a')).reason]).toEqual([true, 'rate_limited'])
    await limiter.refund(first)
    expect((await limiter.peek('exact', 'a')).remaining).toBe(2)
    expect(store.calls).not.toContain('refund')
    store.mode = 'answers'
    expect((await limiter.check('exact', 'a')).remaining).toBe(1)
  })

  it('local: forgets here too', async () => {
    const { limiter, store } = awayLimits('local')
    store.mode = mode
    await limiter.check('exact', 'a', 2)
    store.mode = 'answers'
    await limiter.forget('exact', 'a')
    store.mode = mode
    expect((await limiter.check('exact', 'a')).ok).toBe(true)
  })

  it('refund and forget reject, and the check says what it found', async () => {
    const { limiter, store } = awayLimits()
    const taken = await limiter.check('exact', 'a')
    store.mode = mode
    await expect(limiter.refund(taken)).rejects.toThrow('away: ')
    await expect(limiter.forget('exact', 'a')).rejects.toThrow('away: ')
    await expect(limiter.health(new AbortController().signal)).rejects.toThrow('away: ')
  })
})

describe('a store that does not answer', () => {
  it('is given up after a second, and nobody waits longer', async () => {
    const { limiter, store, time, metrics } = awayLimits()
    store.mode = 'hangs'
    const state = limiter.check('exact', 'a')
    await settled()
    time.advance(999)
    await settled()
    expect(metrics.value(limitMetrics.storeErrors)).toBe(0)
    time.advance(1)
    const { reason, cause } = await state
    expect([reason, String(cause)]).toEqual([
      'limits_unavailable',
      'Error: limits: the store did not answer within 1000 ms',
    ])
  })

  it('gets back what it took too late', async () => {
    const { limiter, store, time } = awayLimits('local')
    store.mode = 'hangs'
    const state = limiter.check('exact', 'a', 2)
    await settled()
    time.advance(1_000)
    expect((await state).ok).toBe(true)
    store.mode = 'answers'
    await store.release()
    expect(store.calls).toEqual(['claim', 'refund'])
    expect((await limiter.peek('exact', 'a')).remaining).toBe(2)
  })

  it('gives nothing back for what it looked at, or refused, too late', async () => {
    const { limiter, store, time } = awayLimits()
    await limiter.check('exact', 'a', 2)
    store.mode = 'hangs'
    const late = [limiter.peek('exact', 'b'), limiter.check('exact', 'a')]
    await settled()
    time.advance(1_000)
    await Promise.all(late)
    store.mode = 'answers'
    await store.release()
    expect(store.calls).toEqual(['claim', 'look', 'claim'])
  })

  it('leaves no timer behind once it has answered', async () => {
    const { limiter, store, time, metrics } = awayLimits()
    await limiter.check('exact', 'a')
    time.advance(60_000)
    await settled()
    expect(metrics.value(limitMetrics.storeErrors)).toBe(0)
    expect(store.calls).toEqual(['claim'])
  })
})

describe('rejections that nobody handles', () => {
  it.each(['deny', 'allow', 'local'] as const)(
    '%s: there are none, however late it fails',
    async (onStoreError) => {
      const unhandled = await unhandledDuring(async () => {
        const { limiter, store, time } = awayLimits(onStoreError)
        for (const mode of ['rejects', 'throws', 'hangs'] as const) {
          store.mode = mode
          const late = [limiter.check('exact', 'a'), limiter.peek('exact', 'a')]
          await settled()
          time.advance(1_000)
          await Promise.all(late)
          store.mode = 'rejects'
          await store.release()
        }
      })
      expect(unhandled).toEqual([])
    },
  )

  it('there are none when a late answer makes no sense', async () => {
    const unhandled = await unhandledDuring(async () => {
      const { limiter, store, time } = awayLimits()
      const answers: ((answer: never) => void)[] = []
      store.claim = () => new Promise((resolve) => void answers.push(resolve))
      const late = limiter.check('exact', 'a')
      await settled()
      time.advance(1_000)
      expect((await late).ok).toBe(false)
      for (const answer of answers) answer(undefined as never)
    })
    expect(unhandled).toEqual([])
  })
})
