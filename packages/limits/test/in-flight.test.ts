import { testRequest } from '@sallyport/core/testing'
import { inFlight, limits } from '@sallyport/limits'
import { unhandledDuring } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { settled } from './support/away-store.ts'
import { handTime } from './support/hand-time.ts'

const minute = 60_000
const end = { status: 200, bytes: 0, aborted: false }

const rooms = (limit = 2) => {
  const time = handTime()
  const limiter = limits({
    policies: { room: { kind: 'concurrency', limit, leaseMs: minute } },
    ...time,
  })
  const { guard, observer } = inFlight(limiter, { policy: 'room' })
  const begin = (ip = '192.0.2.1') => {
    const request = testRequest({ ip })
    const ended = observer(request)
    return { verdict: guard(request, {}), ended: () => ended(end) }
  }
  return { time, begin, limiter }
}

describe('inFlight', () => {
  it('lets in so many at a time, each caller for itself', () => {
    const { begin } = rooms()
    const [first, second, third] = [begin(), begin(), begin()]
    expect(first.verdict).toMatchObject({ ok: true })
    expect(second.verdict).toMatchObject({ ok: true })
    expect(third.verdict).toMatchObject({
      ...{ ok: false, reason: 'too_many_in_flight', status: 429 },
      headers: { 'retry-after': '1' },
    })
    expect(begin('192.0.2.2').verdict).toMatchObject({ ok: true })
    first.ended()
    expect(begin().verdict).toMatchObject({ ok: true })
  })

  it('a refused request gives back nothing, and an end that comes twice gives back once', () => {
    const { begin, limiter } = rooms()
    const first = begin()
    begin()
    begin().ended()
    expect(limiter.peek('room', '192.0.2.1').remaining).toBe(0)
    first.ended()
    first.ended()
    expect(limiter.peek('room', '192.0.2.1').remaining).toBe(1)
  })

  it('a place that nobody gives back comes free by its lease', () => {
    const { begin, time } = rooms(1)
    begin()
    time.advance(minute - 1)
    expect(begin().verdict).toMatchObject({ ok: false })
    time.advance(1)
    expect(begin().verdict).toMatchObject({ ok: true })
  })

  it('never lets in more, in whatever order they come and go', () => {
    const { begin, limiter } = rooms(3)
    const inside = new Set<ReturnType<typeof begin>>()
    for (let i = 0; i < 500; i++) {
      const one = begin()
      if ('ok' in one.verdict && one.verdict.ok) inside.add(one)
      expect(inside.size).toBeLessThanOrEqual(3)
      const [oldest] = inside
      if (i % 3 === 0 && oldest !== undefined) {
        oldest.ended()
        inside.delete(oldest)
      }
    }
    for (const one of inside) one.ended()
    expect(limiter.peek('room', '192.0.2.1').remaining).toBe(3)
  })

  it('refuses who cannot be told', () => {
    const { guard } = inFlight(rooms().limiter, { policy: 'room', by: () => undefined })
    expect(guard(testRequest(), {})).toMatchObject({ reason: 'limit_key_missing', status: 403 })
  })
})

describe('with a store on another machine', () => {
  const away = () => {
    const all = awayLimits()
    return { ...all, ...inFlight(all.limiter, { policy: 'room', by: () => 'a' }) }
  }

  it('gives back when the response has ended', async () => {
    const { guard, observer, limiter } = away()
    const request = testRequest()
    const ended = observer(request)
    expect((await guard(request, {})).ok).toBe(true)
    expect((await guard(testRequest(), {})).ok).toBe(false)
    await ended(end)
    expect((await limiter.peek('room', 'a')).remaining).toBe(1)
  })

  it('gives back what was taken after the client had left', async () => {
    const { guard, observer, limiter, store } = away()
    const request = testRequest()
    const ended = observer(request)
    store.mode = 'hangs'
    const verdict = guard(request, {})
    await settled()
    ended({ ...end, aborted: true })
    store.mode = 'answers'
    await store.release()
    await verdict
    await settled()
    expect((await limiter.peek('room', 'a')).remaining).toBe(1)
  })

  it('leaves no rejection behind when it cannot', async () => {
    const { guard, observer, store } = away()
    const unhandled = await unhandledDuring(async () => {
      const request = testRequest()
      const ended = observer(request)
      store.mode = 'hangs'
      const verdict = guard(request, {})
      await settled()
      ended({ ...end, aborted: true })
      store.mode = 'rejects'
      await store.release()
      await verdict
    })
    expect(unhandled).toEqual([])
  })
})
