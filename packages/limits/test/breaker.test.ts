import { limitMetrics } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { type AwayLimits, awayLimits } from './support/away-limits.ts'
import { settled } from './support/away-store.ts'

/** Whether the next claim reaches the store. */
const asks = async ({ store, limiter }: AwayLimits): Promise<boolean> => {
  const before = store.calls.length
  await limiter.check('exact', 'probe')
  return store.calls.length > before
}

const health = ({ limiter }: AwayLimits) => limiter.health(new AbortController().signal)

describe('a store that failed', () => {
  it('four times in a row is asked; five times is left in peace for a second', async () => {
    const away = awayLimits()
    await away.fail(4)
    expect(await asks(away)).toBe(true)
    await away.fail(5)
    expect(away.metrics.value(limitMetrics.circuitOpen)).toBe(1)
    away.time.advance(999)
    expect(await asks(away)).toBe(false)
    expect((await away.limiter.check('exact', 'a')).reason).toBe('limits_unavailable')
    expect(await health(away)).toMatchObject({ ok: true, degraded: true })
    away.time.advance(1)
    expect(await asks(away)).toBe(true)
  })

  it('and recovered is asked by all, and forgiven', async () => {
    const away = awayLimits()
    await away.fail(5)
    away.time.advance(1_000)
    expect([await asks(away), await asks(away)]).toEqual([true, true])
    expect(away.metrics.value(limitMetrics.circuitOpen)).toBe(0)
    expect(await health(away)).toEqual({ ok: true })
    await away.fail(4)
    expect(await asks(away)).toBe(true)
  })

  it('is asked by one to find out, while the others wait for what that one found', async () => {
    const away = awayLimits()
    await away.fail(5)
    away.time.advance(1_000)
    away.store.mode = 'hangs'
    const before = away.store.calls.length
    const all = [1, 2, 3].map(() => away.limiter.check('exact', 'a'))
    await settled()
    expect(away.store.calls.length - before).toBe(1)
    await away.store.release()
    expect((await Promise.all(all)).map(({ ok }) => ok)).toEqual([true, false, false])
  })

  it('is asked after twice as long each time, up to half a minute', async () => {
    const away = awayLimits()
    await away.fail(5)
    away.store.mode = 'rejects'
    const pauses: number[] = []
    for (let i = 0; i < 8; i++) {
      let pause = 0
      do {
        away.time.advance(500)
        pause += 500
      } while (!(await asks(away)))
      pauses.push(pause)
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('with a hundred requests at once is asked again after one second, as with five', async () => {
    const away = awayLimits()
    away.store.mode = 'hangs'
    const all = Array.from({ length: 100 }, () => away.limiter.check('exact', 'a'))
    await settled()
    away.time.advance(1_000)
    await Promise.all(all)
    expect(await asks(away)).toBe(false)
    away.time.advance(1_000)
    away.store.mode = 'answers'
    expect(await asks(away)).toBe(true)
  })

  it('says for how long nobody will ask', async () => {
    const away = awayLimits()
    await away.fail(6)
    away.store.mode = 'rejects'
    away.time.advance(1_000)
    await asks(away)
    expect((await away.limiter.check('exact', 'a')).retryAfterMs).toBe(2_000)
    away.time.advance(1_500)
    expect((await away.limiter.check('exact', 'a')).retryAfterMs).toBe(1_000)
  })
})
