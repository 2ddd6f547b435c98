import { coreMetrics } from '@sallyport/core'
import { recordAudit, recordMetrics } from '@sallyport/core/testing'
import { type HealthOptions, healthEvents, healthMetrics } from '@sallyport/health'
import { describe, expect, it } from 'vitest'
import { fakeHealth, saying } from './support/fake-health.ts'
import { turns } from './support/turns.ts'

/** A health of a database, which is up or not, and of a search that it can do without. */
function told(options: HealthOptions = {}) {
  const states = { database: true, search: true }
  const audit = recordAudit()
  const metrics = recordMetrics()
  const fake = fakeHealth({
    audit,
    metrics,
    ...options,
    checks: {
      database: { check: () => ({ ok: states.database }), cacheMs: 0 },
      search: { check: () => ({ ok: states.search }), cacheMs: 0, critical: false },
    },
  })
  const changes: string[] = []
  fake.health.onChange((now, before) => changes.push(`${before.status} > ${saying(now)}`))
  const gauges = () => ({
    service: metrics.value(healthMetrics.status),
    database: metrics.value(healthMetrics.dependency, { dependency: 'database' }),
    search: metrics.value(healthMetrics.dependency, { dependency: 'search' }),
  })
  const records = () =>
    audit.events.map(
      ({ targets, event, outcome }) => `${targets?.[0]?.id} ${JSON.stringify(event)} ${outcome}`,
    )
  return { ...fake, states, audit, metrics, changes, gauges, records }
}

describe('what health tells', () => {
  it('is nothing while all is well, but for the measurements', async () => {
    const { health, gauges, records, changes, metrics } = told()
    for (let i = 0; i < 3; i++) await health.ready()
    expect([records(), changes]).toEqual([[], []])
    expect(gauges()).toEqual({ service: 1, database: 1, search: 1 })
    expect(metrics.value(healthMetrics.duration, { dependency: 'database' })).toBe(3)
  })

  it('is every change, once: recorded, measured, and told to listeners', async () => {
    const { health, states, gauges, records, changes, audit } = told()
    await health.ready()
    states.search = false
    await health.ready()
    await health.ready()
    expect(gauges()).toEqual({ service: 0.5, database: 1, search: 0.5 })
    states.database = false
    await health.ready()
    expect(gauges()).toEqual({ service: 0, database: 0, search: 0.5 })
    states.database = states.search = true
    await health.ready()
    expect(records()).toEqual([
      'search {"from":"up","to":"degraded","cause":"noncritical"} success',
      'service {"from":"up","to":"degraded","cause":"noncritical"} success',
      'database {"from":"up","to":"down","cause":null} failure',
      'service {"from":"degraded","to":"down","cause":null} failure',
      'database {"from":"down","to":"up","cause":null} success',
      'service {"from":"down","to":"degraded","cause":"noncritical"} success',
      'search {"from":"degraded","to":"up","cause":null} success',
      'service {"from":"degraded","to":"up","cause":null} success',
    ])
    expect(audit.events.every(({ type }) => type === healthEvents.changed.type)).toBe(true)
    expect(changes).toHaveLength(4)
    expect(changes[1]).toBe('degraded > down: database down, search degraded noncritical')
  })

  it('begins with a service that was up, for no cause', async () => {
    const { health } = fakeHealth({
      checks: { search: { critical: false, check: () => ({ ok: false }) } },
    })
    const before: unknown[] = []
    health.onChange((_, then) => before.push(then))
    await health.ready()
    expect(before).toEqual([{ status: 'up', at: expect.any(Number), uptimeMs: 0, checks: [] }])
  })

  it('is that grace has ended, though nobody asks', async () => {
    const { health, states, records, pass } = told({ startupGraceMs: 30_000, service: 'orders' })
    states.database = false
    await health.ready()
    await pass(30_000)
    expect(records().slice(-2)).toEqual([
      'database {"from":"degraded","to":"down","cause":null} failure',
      'orders {"from":"degraded","to":"down","cause":null} failure',
    ])
  })

  it('is how long the service has been running, though it has no checks and nobody asks', async () => {
    const metrics = recordMetrics()
    const { health, pass } = fakeHealth({ metrics })
    const uptime = () => metrics.value(healthMetrics.uptime)
    await pass(60_000)
    expect([uptime(), metrics.value(healthMetrics.status)]).toEqual([60, 1])
    health.close()
    await pass(60_000)
    expect(uptime()).toBe(60)
  })

  it('is that draining has begun', async () => {
    const { health, records, changes, gauges } = told()
    await health.ready()
    await health.drain({ delayMs: 0 })
    expect(records()).toEqual(['service {"from":"up","to":"down","cause":"draining"} failure'])
    expect(changes).toEqual(['up > down draining: database up, search up'])
    expect(gauges()).toEqual({ service: 0, database: 1, search: 1 })
  })

  it('is no longer told to a listener that has stopped', async () => {
    const { health, states } = told()
    let heard = 0
    const listener = () => void heard++
    const stop = health.onChange(listener)
    health.onChange(listener)
    stop()
    stop()
    states.database = false
    await health.ready()
    expect(heard).toBe(1)
  })
})

describe('whoever is told', () => {
  it('hears of changes in their order, though another listener makes one', async () => {
    const { health } = fakeHealth({ checks: { it: () => ({ ok: false }) } })
    const heard: string[] = []
    health.onChange(() => void health.drain())
    health.onChange((now, before) => heard.push(`${saying(before)} > ${saying(now)}`))
    await health.ready()
    await turns()
    expect(heard).toEqual(['up:  > down: it down', 'down: it down > down draining: it down'])
  })

  const broken = (): never => {
    throw new Error('broken')
  }

  it('cannot harm the report: sinks and listeners that throw or reject are told of', async () => {
    const errors: unknown[] = []
    const options = {
      audit: { record: () => Promise.reject(new Error('audit')) },
      onError: (error: unknown) => void errors.push(String(error)),
    }
    const { health, states, metrics } = told(options)
    health.onChange(broken)
    health.onChange(() => Promise.reject(new Error('listener')))
    states.database = false
    expect((await health.ready()) as object).toMatchObject({ status: 'down' })
    await turns()
    expect(errors.toSorted()).toEqual([
      'Error: audit',
      'Error: audit',
      'Error: broken',
      'Error: listener',
    ])
    expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(2)
  })

  it('may be broken all together, the one who hears of errors included', async () => {
    const metrics = { add: broken, set: broken, observe: broken }
    const { said, states } = told({ metrics, audit: { record: broken }, onError: broken })
    states.database = false
    expect(await said()).toBe('down: database down, search up')
  })
})
