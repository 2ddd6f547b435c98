import { responder } from '@sallyport/core'
import { manualTime, recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import {
  type Counts,
  defineSlo,
  type Slo,
  type SloOptions,
  type Source,
  sloCheck,
  sloEndpoint,
  sloEvents,
  sloMetrics,
  watchSlos,
} from '@sallyport/slo'
import { describe, expect, it } from 'vitest'

const define = (more: Partial<SloOptions> = {}): Slo =>
  defineSlo({
    ...{ service: 'shop', name: 'availability', objective: '99', period: '30d' },
    ...{ sli: { kind: 'ratio' }, ...more },
  })

/** Time that is told, and a source that answers what it is told, and counts the questions. */
function world(start = '2026-03-15T00:00:00Z') {
  const time = manualTime(Date.parse(start))
  const said = { answer: { bad: 0, total: 0 } as { bad: number; total: number } | string, asked: 0 }
  const source: Source = {
    clock: time.clock,
    counts(_, spans): readonly Counts[] {
      said.asked++
      const { answer } = said
      return spans.map((covered) =>
        typeof answer === 'string'
          ? { ok: false, reason: 'unreachable', message: answer }
          : { ok: true, good: answer.total - answer.bad, bad: answer.bad, covered },
      )
    },
  }
  const say = (bad: number, total: number): void => {
    said.answer = { bad, total }
  }
  return { ...time, said, say, source }
}

const signal = new AbortController().signal

describe('watchSlos', () => {
  it('records changes of state, and what is well at first is none', async () => {
    const { source, say, said } = world()
    const audit = recordAudit()
    const watch = watchSlos([define()], source, { audit, freshMs: 0 })
    say(0, 100)
    await watch.evaluate()
    await watch.evaluate()
    expect(audit.events).toEqual([])
    say(2, 100)
    await watch.evaluate()
    said.answer = 'gone: password hunter2'
    await watch.evaluate()
    say(0, 100)
    await watch.evaluate()
    expect(audit.events.map(({ type, outcome, reason }) => [type, outcome, reason])).toEqual([
      [sloEvents.changed.type, 'failure', undefined],
      [sloEvents.changed.type, 'error', 'unreachable'],
      [sloEvents.changed.type, 'success', undefined],
    ])
    expect(audit.events[0]).toMatchObject({
      targets: [{ kind: 'slo', id: 'shop/availability' }],
      event: { from: 'met', to: 'breached', severity: 'warning', good: 98, total: 100 },
    })
    expect(JSON.stringify(audit.events)).not.toContain('hunter2')
  })

  it('takes no new month for a recovery', async () => {
    const period = { calendar: 'month', timeZone: 'Europe/Oslo' } as const
    const { source, say, advance } = world('2026-03-31T21:59:00Z')
    const audit = recordAudit()
    const watch = watchSlos([define({ period, alerts: false })], source, { audit, freshMs: 0 })
    say(2, 100)
    await watch.evaluate()
    advance(60_001)
    say(0, 1)
    await watch.evaluate()
    expect(audit.events.map(({ event }) => event)).toMatchObject([
      { from: 'unknown', to: 'breached' },
      { from: 'breached', to: 'met', renewed: true },
    ])
  })

  it('counts the record that an audit sink lost, and goes on', async () => {
    const { source, say } = world()
    const metrics = recordMetrics()
    const heard: unknown[] = []
    for (const record of [() => Promise.reject(new Error('full')), throwing]) {
      say(100, 100)
      const watch = watchSlos([define()], source, {
        ...{ audit: { record }, metrics, onError: (error: unknown) => heard.push(error) },
      })
      expect((await watch.evaluate())[0]?.state).toBe('breached')
    }
    await Promise.resolve()
    expect(heard).toHaveLength(2)
  })
})

function throwing(): never {
  throw new Error('full')
}

describe('how often a watch asks', () => {
  it('is once for all who ask together or shortly after', async () => {
    const { source, said, advance, step } = world()
    const watch = watchSlos([define()], source, { freshMs: 1_000 })
    await Promise.all([watch.evaluate(), watch.evaluate()])
    advance(999)
    await watch.evaluate()
    expect(said.asked).toBe(1)
    advance(1)
    await watch.evaluate()
    expect(said.asked).toBe(2)
    step(-3_600_000)
    await watch.evaluate()
    expect(said.asked).toBe(3)
    expect(() => watchSlos([], source, { freshMs: -1 })).toThrow(RangeError)
  })

  it('rejects for a list that contradicts itself, each time', async () => {
    const { source } = world()
    const watch = watchSlos([define(), define()], source)
    await expect(watch.evaluate()).rejects.toThrow('there are two of shop/availability')
    await expect(watch.evaluate()).rejects.toThrow('there are two of shop/availability')
  })
})

describe('the gauges', () => {
  it('are set by each evaluation, and say when they are old', async () => {
    const { source, say, said } = world()
    const metrics = recordMetrics()
    const watch = watchSlos([define()], source, { metrics, freshMs: 0 })
    const labels = { slo: 'shop/availability' }
    say(3, 600)
    await watch.evaluate()
    expect(metrics.value(sloMetrics.budgetRemaining, labels)).toBe(0.5)
    expect(metrics.value(sloMetrics.burnRate, { ...labels, window: '1h' })).toBe(0.5)
    const windows = metrics.read(sloMetrics.burnRate).map((one) => one.labels.window)
    expect(windows).toEqual(['5m', '30m', '1h', '2h', '6h', '1d', '3d'])
    expect(metrics.value(sloMetrics.known, labels)).toBe(1)
    said.answer = 'gone'
    await watch.evaluate()
    expect(metrics.value(sloMetrics.known, labels)).toBe(0)
  })

  it('have no infinity where nothing may be bad', async () => {
    const { source, say } = world()
    const metrics = recordMetrics()
    say(1, 10)
    await watchSlos([define({ objective: 100 })], source, { metrics }).evaluate()
    for (const metric of [sloMetrics.budgetRemaining, sloMetrics.burnRate])
      for (const { value } of metrics.read<{ slo: string }>(metric))
        expect(value).toSatisfy(Number.isFinite)
    expect(metrics.value(sloMetrics.budgetRemaining)).toBeLessThan(0)
  })
})

describe('sloEndpoint', () => {
  it('tells how things stand, to no cache, and no secret', async () => {
    const { source, said } = world()
    said.answer = 'https://user:hunter2@prometheus answered 503'
    const slo = define({ labels: { token: 'hunter2' } })
    const respond = responder(sloEndpoint([slo], source))
    const { status, headers, body } = await respond(testRequest())
    expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
    expect(body).not.toContain('hunter2')
    expect(JSON.parse(String(body)).evaluations[0]).toMatchObject({
      slo: { id: 'shop/availability', objective: { percent: '99' }, period: '30d' },
      ...{ state: 'unknown', reason: 'unreachable', ratio: null },
      asked: { from: '2026-02-13T00:00:00.000Z', to: '2026-03-15T00:00:00.000Z' },
    })
    expect((await respond(testRequest({ method: 'POST' }))).status).toBe(405)
  })

  it('says infinity in words', async () => {
    const { source, say } = world()
    say(1, 10)
    const respond = responder(sloEndpoint([define({ objective: 100 })], source))
    const [found] = JSON.parse(String((await respond(testRequest())).body)).evaluations
    expect(found.budget.remainingRatio).toBe('-Inf')
    expect(found.burns[0]).toEqual({ window: '5m', rate: '+Inf' })
  })

  it('shares a watch with others', async () => {
    const { source, said } = world()
    const watch = watchSlos([define()], source)
    await responder(sloEndpoint(watch))(testRequest())
    await sloCheck(watch)(signal)
    expect(said.asked).toBe(1)
  })
})

describe('sloCheck', () => {
  const checked = async (bad: number, total: number, more: Partial<SloOptions> = {}) => {
    const { source, say } = world()
    say(bad, total)
    return sloCheck([define(more)], source, { downWhenBreached: 'critical' })(signal)
  }

  it('is degraded by what is at risk or breached, and by nothing else', async () => {
    expect(await checked(0, 100)).toEqual({ ok: true })
    expect(await checked(0, 0)).toEqual({ ok: true, message: 'unknown: shop/availability' })
    const breached = 'breached: shop/availability'
    expect(await checked(2, 100)).toEqual({ ok: true, degraded: true, message: breached })
    const atRisk = [{ severity: 'page', long: '1h', short: '5m', factor: 0.5 }] as const
    expect(await checked(1, 100, { alerts: atRisk })).toEqual({
      ...{ ok: true, degraded: true, message: 'at risk: shop/availability' },
    })
  })

  it('is not ok for a critical one only where that was asked for', async () => {
    const message = 'breached: shop/availability'
    expect(await checked(2, 100, { severity: 'critical' })).toEqual({ ok: false, message })
    const { source, say } = world()
    say(2, 100)
    const usual = sloCheck([define({ severity: 'critical' })], source)
    expect(await usual(signal)).toMatchObject({ ok: true, degraded: true })
    const wrong = { downWhenBreached: 'always' as never }
    expect(() => sloCheck([], source, wrong)).toThrow(TypeError)
    expect(() => sloCheck([], undefined as never)).toThrow(TypeError)
  })
})
