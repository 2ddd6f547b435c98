import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { defineSlo, evaluate, memorySource, recorder } from '../src/index.ts'

const hour = 3_600_000
const start = Date.parse('2026-03-01T00:00:00Z')

describe('evaluate', () => {
  it('says what stands, what is left, and what fires', async () => {
    const time = manualTime(start)
    const slo = defineSlo({
      service: 'shop',
      name: 'availability',
      objective: '99.9',
      period: '30d',
      sli: { kind: 'ratio' },
    })
    const recorded = recorder(slo, { clock: time.clock })
    for (let minute = 0; minute < 240; minute++) {
      for (let i = 0; i < 1_000; i++) recorded.record(minute < 239 || i >= 20)
      time.advance(60_000)
    }
    const [found] = await evaluate([slo], memorySource([recorded]))
    expect(found).toMatchObject({ state: 'met', bad: 20, total: 240_000 })
    expect(found?.budget).toEqual({
      allowed: 240,
      spent: 20,
      remaining: 220,
      remainingRatio: 11 / 12,
    })
    expect(found?.covered).toEqual({ from: start, to: start + 4 * hour })
  })
})
