import { manualTime } from '@sallyport/core/testing'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import {
  cacheLookups,
  coverageGauge,
  dataAccessMetrics,
  memoryGauges,
  observeOverhead,
  observeQuery,
  poolGauges,
  recordLogin,
  securityContexts,
} from '@sallyport/metrics/catalogs'
import { delta, expectMetric, metricValue } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'

const setup = () => {
  const time = manualTime()
  return { time, metrics: createMetrics({ catalog: dataAccessMetrics, ...time }) }
}
const query = { type: 'select', table: 'songs' }

describe('a query', () => {
  it('is measured to the end of its promise', async () => {
    const { time, metrics } = setup()
    let resolve = (_rows: string): void => {}
    const answer = observeQuery(metrics, { ...query, ...time }, () => {
      return new Promise<string>((done) => {
        resolve = done
      })
    })
    time.advance(250)
    expectMetric(metrics, dataAccessMetrics.queryDuration).toBe(0)
    resolve('rows')
    expect(await answer).toBe('rows')
    const [series] = metrics.read(dataAccessMetrics.queryDuration)
    expect(series?.histogram).toMatchObject({ sum: 0.25, count: 1 })
    expect(series?.labels).toEqual({ query_type: 'select', table_name: 'songs' })
  })

  it('is measured where it fails, and fails as it did', async () => {
    const { metrics } = setup()
    const error = new Error('down')
    const thrown = () => {
      throw error
    }
    const changes = await delta(metrics, async () => {
      expect(() => observeQuery(metrics, query, thrown)).toThrow(error)
      await expect(observeQuery(metrics, query, async () => thrown())).rejects.toBe(error)
    })
    expect(changes).toEqual({
      'security_query_duration_seconds{query_type="select",table_name="songs"}': 2,
      'rls_policy_applied_total{table_name="songs"}': 2,
    })
  })

  it('without a policy is not counted as one with', () => {
    const { metrics } = setup()
    expect(observeQuery(metrics, { ...query, policy: false }, () => 3)).toBe(3)
    expectMetric(metrics, dataAccessMetrics.queryDuration).toBe(1)
    expectMetric(metrics, dataAccessMetrics.policyApplied).toBe(0)
  })
})

it('what a policy costs is no number where nothing was measured', () => {
  const { metrics } = setup()
  observeOverhead(metrics, 'select', { withPolicySeconds: Number.NaN, withoutSeconds: 1 })
  expectMetric(metrics, dataAccessMetrics.rlsOverhead).toBe(0)
  expectMetric(metrics, metricsMetrics.dropped, { reason: 'not_finite' }).toBe(1)
})

describe('the coverage', () => {
  const shown = async (covered: number, tables: number): Promise<readonly unknown[]> => {
    const { metrics } = setup()
    coverageGauge(metrics, () => ({ covered, tables }))
    await metrics.gather()
    return metrics.read(dataAccessMetrics.coverage).map(({ value }) => value)
  }

  it('is a share, and none of no tables', async () => {
    expect(await shown(19, 20)).toEqual([0.95])
    expect(await shown(0, 20)).toEqual([0])
    expect(await shown(21, 20)).toEqual([1])
    expect(await shown(0, 0)).toEqual([])
  })

  it('is not what it was when it cannot be read', async () => {
    const { metrics } = setup()
    let isUp = true
    coverageGauge(metrics, async () => {
      if (isUp) return { covered: 1, tables: 1 }
      throw new Error('down')
    })
    await metrics.gather()
    expectMetric(metrics, dataAccessMetrics.coverage).toBe(1)
    isUp = false
    await metrics.gather()
    expect(metrics.read(dataAccessMetrics.coverage)).toEqual([])
    expectMetric(metrics, metricsMetrics.failures, { part: 'collector_threw' }).toBe(1)
  })
})

it('contexts are measured where making one fails, and left exactly once', async () => {
  const { metrics, time } = setup()
  const contexts = securityContexts(metrics, time)
  await expect(contexts.creating(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
  expect(contexts.validating(() => true)).toBe(true)
  expectMetric(metrics, dataAccessMetrics.contextCreation).toBe(1)
  expectMetric(metrics, dataAccessMetrics.contextValidation).toBe(1)
  const leave = contexts.enter()
  await expect(contexts.during(() => Promise.reject(new Error('y')))).rejects.toThrow('y')
  expectMetric(metrics, dataAccessMetrics.contextsActive).toBe(1)
  leave()
  leave()
  expectMetric(metrics, dataAccessMetrics.contextsActive).toBe(0)
})

describe('pools', () => {
  it('are read as they stand, side by side, until that is ended', async () => {
    const { metrics } = setup()
    const { poolActive, poolIdle, poolWaiting } = dataAccessMetrics
    const pg = { totalCount: 3, idleCount: 1, waitingCount: 4 }
    poolGauges(metrics, pg, 'pg')
    const end = poolGauges(metrics, () => ({ active: 7, idle: 0 }), 'tarn')
    pg.idleCount = 2
    await metrics.gather()
    expect(metricValue(metrics, poolActive, { pool: 'pg' })).toBe(1)
    expect(metricValue(metrics, poolActive, { pool: 'tarn' })).toBe(7)
    expect(metrics.read(poolWaiting).map(({ labels }) => labels.pool)).toEqual(['pg'])
    end()
    pg.idleCount = 0
    await metrics.gather()
    expect(metricValue(metrics, poolIdle, { pool: 'pg' })).toBe(0)
  })

  it('that count nothing are refused, and one that throws has no numbers', async () => {
    const { metrics } = setup()
    expect(() => poolGauges(metrics, {} as never)).toThrow(TypeError)
    poolGauges(metrics, () => {
      throw new Error('ended')
    })
    await metrics.gather()
    expect(metrics.read(dataAccessMetrics.poolActive)).toEqual([])
  })
})

it('a component whose memory cannot be read hides no other', async () => {
  const { metrics } = setup()
  memoryGauges(metrics, {
    broken: () => {
      throw new Error('x')
    },
    cache: () => 10,
  })
  await metrics.gather()
  expect(metrics.read(dataAccessMetrics.memoryUsage)).toMatchObject([
    { labels: { component: 'cache' }, value: 10 },
  ])
})

it('a cache that answers later is counted then, and one that fails not at all', async () => {
  const { metrics } = setup()
  const { lookup } = cacheLookups(metrics, 'policies')
  const changes = await delta(metrics, async () => {
    expect(await lookup(async () => null)).toBe(null)
    expect(await lookup(async () => undefined)).toBe(undefined)
    await expect(lookup(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
  })
  expect(changes).toEqual({
    'security_cache_hits_total{cache="policies"}': 1,
    'security_cache_misses_total{cache="policies"}': 1,
  })
})

it('a login that fails is an attempt and a failure', async () => {
  const { metrics } = setup()
  const changes = await delta(metrics, () => {
    recordLogin(metrics, { method: 'oidc', failure: 'expired' })
  })
  expect(changes).toEqual({
    'auth_attempts_total{auth_method="oidc",result="fail"}': 1,
    'auth_failures_total{auth_method="oidc",failure_reason="expired"}': 1,
  })
})
