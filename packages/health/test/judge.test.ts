import type { CheckResult } from '@sallyport/core'
import { createHealth, type HealthStatus, worse } from '@sallyport/health'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeHealth, saying } from './support/fake-health.ts'

const statuses = ['up', 'degraded', 'down'] as const
const anyStatus = fc.constantFrom<HealthStatus>(...statuses)
const resultOf: Readonly<Record<HealthStatus, CheckResult>> = {
  up: { ok: true },
  degraded: { ok: true, degraded: true },
  down: { ok: false },
}

describe('the worst of several', () => {
  it('is associative, free of order, and up is nothing', () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, anyStatus, (a, b, c) => {
        expect(worse(a, worse(b, c))).toBe(worse(worse(a, b), c))
        expect(worse(a, b)).toBe(worse(b, a))
        expect([worse(a, a), worse('up', a)]).toEqual([a, a])
      }),
    )
  })

  it('is what a report says, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStatus, { maxLength: 6 }), async (all) => {
        const said = async (list: readonly HealthStatus[]) => {
          const checks = Object.fromEntries(list.map((one, i) => [`c${i}`, () => resultOf[one]]))
          return (await createHealth({ startupGraceMs: 0, checks }).ready()).status
        }
        const worst = statuses.findLast((one) => all.includes(one)) ?? 'up'
        expect([await said(all), await said(all.toReversed())]).toEqual([worst, worst])
      }),
    )
  })
})

/** Believed after each answer: a model in which the last answers are counted from their end. */
function believed(answers: readonly boolean[], failures: number, successes: number): boolean[] {
  return answers.map((_, index) => {
    let up = answers[0] as boolean
    let from = 0
    for (let at = 1; at <= index; at++) {
      const needed = up ? failures : successes
      const last = answers.slice(Math.max(from, at + 1 - needed), at + 1)
      if (last.length === needed && last.every((one) => one !== up)) {
        up = !up
        from = at + 1
      }
    }
    return up
  })
}

describe('hysteresis', () => {
  it('believes the first at once, and a change when it was heard often enough in a row', async () => {
    const thresholds = fc.integer({ min: 1, max: 4 })
    const answers = fc.array(fc.boolean(), { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(answers, thresholds, thresholds, async (all, failures, successes) => {
        const left = [...all]
        const check = () => ({ ok: left.shift() === true })
        const { health } = fakeHealth({
          checks: { it: { check, failures, successes, cacheMs: 0 } },
        })
        const seen = []
        for (const ok of all) {
          const { status, cause } = (await health.ready()).checks[0] ?? {}
          seen.push(status !== 'down')
          expect(cause).toBe((status !== 'down') === ok ? undefined : 'hysteresis')
        }
        expect(seen).toEqual(believed(all, failures, successes))
      }),
    )
  })

  it('keeps a dependency that flaps from flapping', async () => {
    let turn = 0
    const flapping = () => ({ ok: turn++ % 2 === 0 })
    const { said } = fakeHealth({
      checks: { it: { check: flapping, failures: 2, successes: 2, cacheMs: 0 } },
    })
    const seen = []
    for (let i = 0; i < 6; i++) seen.push(await said())
    const maybe = 'degraded hysteresis: it degraded hysteresis'
    expect(seen).toEqual(['up: it up', maybe, 'up: it up', maybe, 'up: it up', maybe])
  })
})

describe('what a failure means', () => {
  it('degrades, where the service can do without', async () => {
    const { said } = fakeHealth({
      checks: { it: { critical: false, check: () => ({ ok: false }) } },
    })
    expect(await said()).toBe('degraded noncritical: it degraded noncritical')
  })

  it('degrades in the first 30 s, and says so; then it is down', async () => {
    const checks = { it: () => ({ ok: false }), rest: () => ({ ok: true }) }
    const { said, pass } = fakeHealth({ startupGraceMs: 30_000, checks })
    expect(await said()).toBe('degraded grace: it degraded grace, rest up')
    await pass(29_999)
    expect(await said()).toBe('degraded grace: it degraded grace, rest up')
    await pass(1)
    expect(await said()).toBe('down: it down, rest up')
  })

  it('is not judged by a clock that goes back or on', async () => {
    let runs = 0
    const { time, health, said } = fakeHealth({
      startupGraceMs: 30_000,
      checks: { it: () => ({ ok: ++runs === 0 }) },
    })
    await health.ready()
    time.step(-3_600_000)
    expect(await said()).toBe('degraded grace: it degraded grace')
    time.step(10 * 3_600_000)
    const report = await health.ready()
    expect([saying(report), report.uptimeMs, runs]).toEqual([
      'degraded grace: it degraded grace',
      0,
      1,
    ])
  })
})
