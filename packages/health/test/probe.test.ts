import type { Check, CheckResult } from '@sallyport/core'
import { recordMetrics } from '@sallyport/core/testing'
import { type Health, healthMetrics } from '@sallyport/health'
import { describe, expect, it } from 'vitest'
import { fakeHealth } from './support/fake-health.ts'
import { turns } from './support/turns.ts'

const forever = new Promise<never>(() => {})

/** A check that is answered by hand. */
function byHand(): { check: Check; answers: ((result: CheckResult) => void)[] } {
  const answers: ((result: CheckResult) => void)[] = []
  return { answers, check: () => new Promise((resolve) => answers.push(resolve)) }
}

describe('asking', () => {
  it.each([50, 1_000])(
    'runs each check once for %i probes at the same time, and for those within its cache time',
    async (probes) => {
      const runs = { a: 0, b: 0 }
      const { health, pass, time } = fakeHealth({
        checks: {
          a: async () => {
            await turns()
            return { ok: ++runs.a > 0 }
          },
          b: { check: () => ({ ok: ++runs.b > 0 }), cacheMs: 0 },
        },
      })
      const reports = await Promise.all(Array.from({ length: probes }, () => health.ready()))
      expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(['up']))
      expect(runs).toEqual({ a: 1, b: 1 })
      time.advance(999)
      await health.ready()
      expect(runs).toEqual({ a: 1, b: 2 })
      await pass(1)
      await health.ready()
      expect(runs).toEqual({ a: 2, b: 3 })
    },
  )

  it('answers at once, with no promise, while everything known still holds', async () => {
    const { health } = fakeHealth({ checks: { a: () => ({ ok: true }) } })
    expect(health.ready()).toBeInstanceOf(Promise)
    await health.ready()
    expect(health.ready()).toMatchObject({ status: 'up' })
  })

  it('never lets a late answer replace a newer one', async () => {
    const { check, answers } = byHand()
    const { health, pass, said } = fakeHealth({
      checks: { it: { check, timeoutMs: 100, cacheMs: 0 } },
    })
    const first = health.ready()
    await pass(100)
    expect((await first).status).toBe('down')
    const second = health.ready()
    await pass(0)
    answers[1]?.({ ok: true, message: 'second' })
    expect((await second).checks[0]?.message).toBe('second')
    answers[0]?.({ ok: false, message: 'first, late' })
    await turns()
    const third = said()
    await pass(0)
    answers[2]?.({ ok: true })
    expect(await third).toBe('up: it up')
  })

  it('does not pile up runs of a check that never lets go', async () => {
    let begun = 0
    const check: Check = () => {
      begun++
      return forever
    }
    const metrics = recordMetrics()
    const { health, pass } = fakeHealth({
      metrics,
      checks: { it: { check, timeoutMs: 100, cacheMs: 0 } },
    })
    for (let second = 0; second < 60; second++) {
      const report = health.ready()
      await pass(1_000)
      expect((await report).status).toBe('down')
    }
    expect(begun).toBe(3 + 1)
    expect(metrics.value(healthMetrics.duration)).toBe(begun)
  })

  it('is asked as before once it lets go again', async () => {
    const { check, answers } = byHand()
    const { health, pass, said } = fakeHealth({
      checks: { it: { check, timeoutMs: 100, cacheMs: 0 } },
    })
    for (let i = 0; i < 4; i++) {
      void health.ready()
      await pass(200)
    }
    expect(answers).toHaveLength(3)
    answers[0]?.({ ok: true })
    await turns()
    const last = said()
    await turns()
    answers[3]?.({ ok: true })
    expect(await last).toBe('up: it up')
  })
})

describe('a report that waits', () => {
  const ends: [string, (health: Health, remove: () => void) => void][] = [
    ['a check is removed', (_, remove) => remove()],
    ['health is closed', (health) => health.close()],
  ]
  it.each(ends)('has what was answered, though meanwhile %s', async (_what, end) => {
    const { check, answers } = byHand()
    const { health, said } = fakeHealth({})
    const remove = health.register('it', check)
    const report = said()
    await turns()
    end(health, remove)
    answers[0]?.({ ok: true })
    expect(await report).toBe('up: it up')
  })
})

describe('a check that hung before', () => {
  it('is asked by each probe, and believed, though what hung never lets go', async () => {
    let begun = 0
    const check: Check = () => (++begun <= 3 ? forever : { ok: true })
    const { pass, said } = fakeHealth({ checks: { it: { check, timeoutMs: 100, cacheMs: 0 } } })
    for (let i = 0; i < 3; i++) {
      void said()
      await pass(100)
    }
    await pass(30_000)
    const seen = []
    for (let i = 0; i < 3; i++) {
      seen.push(await said())
      await pass(1_000)
    }
    expect(seen).toEqual(['up: it up', 'up: it up', 'up: it up'])
    expect(begun).toBe(6)
  })
})

describe('the deadline of a report', () => {
  it('says of what has not answered what it said before, and that it is stale', async () => {
    let isHung = false
    const check: Check = () => (isHung ? forever : { ok: true, message: 'before' })
    const { health, pass } = fakeHealth({
      overallTimeoutMs: 300,
      checks: { slow: { check, timeoutMs: 5_000 }, quick: () => ({ ok: true }) },
    })
    await health.ready()
    isHung = true
    await pass(1_000)
    const report = health.ready()
    await pass(300)
    const { status, checks } = await report
    expect(status).toBe('up')
    expect(checks).toMatchObject([
      { name: 'slow', status: 'up', cause: 'stale', message: 'before' },
      { name: 'quick', status: 'up' },
    ])
    expect(checks[1]).not.toHaveProperty('cause')
  })

  it('says of what never answered that it is down, and starting', async () => {
    const { pass, said } = fakeHealth({
      checks: { it: { check: () => forever, timeoutMs: 5_000 } },
    })
    const report = said()
    await pass(800)
    expect(await report).toBe('down starting: it down starting')
  })
})
