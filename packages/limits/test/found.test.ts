import { manualTime, recordAudit, testRequest } from '@sallyport/core/testing'
import { failures, inFlight, limits, rateLimit } from '@sallyport/limits'
import { expect, it } from 'vitest'
import { steadyClock } from '../src/steady-clock.ts'
import { awayLimits } from './support/away-limits.ts'
import { settled } from './support/away-store.ts'

const minute = 60_000

it('a time of day that swings within a second does not stop the clock', () => {
  const time = { wall: 1_800_000_000_000, passed: 0 }
  const clock = steadyClock(
    () => time.wall,
    () => time.passed,
  )
  const before = clock()
  for (let second = 0; second < 60; second++) {
    time.passed += 1_000
    time.wall += second % 2 === 0 ? 500 : -500
    clock()
  }
  expect(Math.abs(clock() - before - minute)).toBeLessThanOrEqual(1_000)
})

it('a store that is too late for claims is left in peace, though it takes refunds', async () => {
  const away = awayLimits()
  for (let i = 0; i < 5; i++) {
    away.store.mode = 'hangs'
    const claim = away.limiter.check('exact', `k${i}`)
    away.time.advance(1_000)
    expect((await claim).ok).toBe(false)
    away.store.mode = 'answers'
    await away.store.release()
    await settled()
  }
  const { length } = away.store.calls
  await away.limiter.check('exact', 'probe')
  expect(away.store.calls.length).toBe(length)
})

it('a guard of requests in flight takes one place a request, however often it is run', async () => {
  const limiter = limits({ policies: { room: { kind: 'concurrency', limit: 2, leaseMs: minute } } })
  const { guard, observer } = inFlight(limiter, { policy: 'room', by: () => 'all' })
  const request = testRequest()
  const ended = observer(request)
  await guard(request, {})
  await guard(request, {})
  expect(limiter.peek('room', 'all').remaining).toBe(1)
  ended({ status: 200, bytes: 0, aborted: false })
  expect(limiter.peek('room', 'all').remaining).toBe(2)
})

it('an empty key is nobody’s', async () => {
  const limiter = limits({ policies: { api: { kind: 'exact', limit: 1, windowMs: minute } } })
  const by = () => ''
  const guards = [
    rateLimit(limiter, { by }),
    failures(limiter, { policy: 'api' }).around(() => ({ ok: true, value: {} }), { by }),
  ]
  for (const guard of guards) {
    expect(await guard(testRequest(), {})).toMatchObject({ reason: 'limit_key_missing' })
  }
})

it('records show an address and a short name, and the digest of anything else', async () => {
  const audit = recordAudit()
  const limiter = limits({
    policies: { api: { kind: 'exact', limit: 1, windowMs: minute } },
    audit,
    ...manualTime(),
  })
  const keys = ['2001:db8:1111:2222:3333:4444:5555:6666', 'ada', 'Bearer sk_1', 's'.repeat(25)]
  for (const key of keys) await limiter.forget('api', key)
  expect(audit.events.map(({ targets }) => targets?.[0]?.id)).toEqual([
    'api 2001:db8:1111:2222:3333:4444:5555:6666',
    'api ada',
    expect.stringMatching(/^api #[\w-]{43}$/),
    expect.stringMatching(/^api #[\w-]{43}$/),
  ])
})
