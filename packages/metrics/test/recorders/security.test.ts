import { manualTime } from '@sallyport/core/testing'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import {
  derivedSecurityGauges,
  recordPosture,
  recordScore,
  securityMetrics,
} from '@sallyport/metrics/catalogs'
import { expectMetric } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'
import { rollingMean } from '../../src/recorders/rolling-mean.ts'

const bot = { detection_type: 'bot' }
const setup = () => {
  const time = manualTime()
  const metrics = createMetrics({ catalog: securityMetrics, ...time })
  const read = async (
    gauge: 'meanTimeToDetect' | 'truePositiveRate' | 'falsePositivePercentage',
  ) => {
    await metrics.gather()
    return metrics.read(securityMetrics[gauge]).map(({ value }) => value)
  }
  return { time, metrics, read }
}

describe('scores', () => {
  it('are clamped to what they may be', () => {
    const { metrics } = setup()
    recordPosture(metrics, { threatLevel: -1, compliance: { GDPR: 101, SOC2: -5 } })
    recordPosture(metrics, { responseReadiness: 250, detectionCoverage: 1.5 })
    expectMetric(metrics, securityMetrics.threatLevel).toBe(0)
    expectMetric(metrics, securityMetrics.complianceScore, { compliance_standard: 'GDPR' }).toBe(
      100,
    )
    expectMetric(metrics, securityMetrics.complianceScore, { compliance_standard: 'SOC2' }).toBe(0)
    expectMetric(metrics, securityMetrics.responseReadiness).toBe(100)
    expectMetric(metrics, securityMetrics.detectionCoverage).toBe(1)
    expectMetric(metrics, securityMetrics.detectionCoveragePercentage).toBe(100)
    recordScore(metrics, 'risk', -3)
    expect(metrics.read(securityMetrics.riskScore)[0]?.histogram).toMatchObject({
      sum: 0,
      count: 1,
    })
  })

  it('that are no numbers change nothing, and are counted', () => {
    const { metrics } = setup()
    recordPosture(metrics, { threatLevel: 3 })
    recordPosture(metrics, { threatLevel: Number.NaN, responseReadiness: '80' as never })
    recordScore(metrics, 'attack', Number.NaN)
    expectMetric(metrics, securityMetrics.threatLevel).toBe(3)
    expectMetric(metrics, metricsMetrics.dropped, { reason: 'not_finite' }).toBe(3)
  })
})

describe('gauges that are averages', () => {
  it('have no value while nothing was measured', async () => {
    const { metrics, read } = setup()
    derivedSecurityGauges(metrics)
    expect(await read('meanTimeToDetect')).toEqual([])
    metrics.add(securityMetrics.falseNegatives, 0, bot)
    expect(await read('truePositiveRate')).toEqual([])
    metrics.add(securityMetrics.falseNegatives, 1, bot)
    expect(await read('truePositiveRate')).toEqual([0])
  })

  it('are the mean of the last while', async () => {
    const { metrics, time, read } = setup()
    derivedSecurityGauges(metrics, { windowMs: 60_000, ...time })
    metrics.observe(securityMetrics.detectionLatency, 10)
    expect(await read('meanTimeToDetect')).toEqual([10])
    time.advance(30_000)
    metrics.observe(securityMetrics.detectionLatency, 2)
    expect(await read('meanTimeToDetect')).toEqual([6])
    time.advance(30_000)
    expect(await read('meanTimeToDetect')).toEqual([2])
    time.advance(30_000)
    expect(await read('meanTimeToDetect')).toEqual([])
  })

  it('are rates of what was right and wrong, by what detects', async () => {
    const { metrics, read } = setup()
    derivedSecurityGauges(metrics)
    metrics.add(securityMetrics.truePositives, 135, bot)
    metrics.add(securityMetrics.falseNegatives, 15, bot)
    metrics.add(securityMetrics.falsePositives, 7, bot)
    metrics.add(securityMetrics.trueNegatives, 93, bot)
    expect(await read('truePositiveRate')).toEqual([0.9])
    expect(await read('falsePositivePercentage')).toEqual([7.000000000000001])
  })

  it('end with what reads them, and take no window that is none', async () => {
    const { metrics, read } = setup()
    const end = derivedSecurityGauges(metrics)
    end()
    metrics.add(securityMetrics.truePositives, 1, bot)
    expect(await read('truePositiveRate')).toEqual([])
    for (const windowMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => derivedSecurityGauges(metrics, { windowMs })).toThrow(RangeError)
    }
  })

  it('are the same however often somebody looks', () => {
    const [often, seldom] = [rollingMean(600), rollingMean(600)]
    for (let now = 0; now <= 6_000; now++) {
      const standing = { sum: now * 3, count: now }
      const mean = often(now, standing)
      if (now % 10 === 0) expect(seldom(now, standing)).toBe(now === 0 ? undefined : 3)
      expect(mean).toBe(now === 0 ? undefined : 3)
    }
  })
})
