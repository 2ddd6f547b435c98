import type { Check } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { createHealth, type Health } from '@sallyport/health'
import { describe, expect, it } from 'vitest'
import { fakeHealth, saying } from './support/fake-health.ts'
import { turns } from './support/turns.ts'

describe('a check that asks by itself', () => {
  it.each([
    [0, 900],
    [255, 1_100],
  ])('asks at once, and again after its time give or take a tenth (%i)', async (chance, pause) => {
    const asked: number[] = []
    const { time, pass, health } = fakeHealth({ random: () => Uint8Array.of(chance) })
    const check = () => ({ ok: asked.push(time.monotonic()) > 0 })
    health.register('it', check, { everyMs: 1_000 })
    await pass(pause)
    await pass(pause)
    health.close()
    await pass(10_000)
    expect(asked).toEqual([0, pause, 2 * pause])
  })

  it('may use the health that it is part of, from its first run on', async () => {
    const health: Health = createHealth({
      checks: { it: { everyMs: 60_000, check: () => ({ ok: !health.isDraining }) } },
    })
    expect(saying(await health.ready())).toBe('up: it up')
    health.close()
  })

  it('is never waited for, and never asked by a probe', async () => {
    let runs = 0
    const { health, pass } = fakeHealth({
      checks: { it: { everyMs: 60_000, cacheMs: 0, check: () => ({ ok: ++runs > 0 }) } },
    })
    await pass(30_000)
    for (let i = 0; i < 10; i++) expect(health.ready()).toMatchObject({ status: 'up' })
    expect(runs).toBe(1)
  })

  it('is stale when it was not heard of for two rounds and its timeout', async () => {
    const time = manualTime()
    // Timers that never come: a process that was held.
    const timers = { after: () => () => {}, each: () => () => {} }
    const health = createHealth({
      clock: time.clock,
      monotonic: time.monotonic,
      timers,
      startupGraceMs: 0,
      checks: {
        it: { everyMs: 1_000, timeoutMs: 500, check: () => ({ ok: true }) },
        spare: { everyMs: 1_000, timeoutMs: 500, critical: false, check: () => ({ ok: true }) },
      },
    })
    await turns()
    time.advance(2_500)
    expect(saying(await health.ready())).toBe('up: it up, spare up')
    time.advance(1)
    expect(saying(await health.ready())).toBe('down stale: it down stale, spare degraded stale')
  })

  it('is unregistered: asked no more, and what it still answers is nothing to anybody', async () => {
    let answer: (result: { ok: boolean }) => void = () => {}
    let runs = 0
    const changes: string[] = []
    const { health, pass, said } = fakeHealth({ checks: { rest: () => ({ ok: true }) } })
    health.onChange((now) => changes.push(saying(now)))
    const check: Check = () => {
      runs++
      return new Promise((resolve) => {
        answer = resolve
      })
    }
    const remove = health.register('it', check, { everyMs: 1_000 })
    await turns()
    remove()
    remove()
    answer({ ok: false })
    await pass(10_000)
    expect([runs, await said(), changes]).toEqual([1, 'up: rest up', []])
  })
})
