import { manualTime, testRequest } from '@sallyport/core/testing'
import { type Evaluation, evaluate, gate, memorySource, recorder } from '@sallyport/slo'
import { recordService, type ServiceSloName, serviceSlos } from '@sallyport/slo/presets'
import { describe, expect, it } from 'vitest'

interface Made {
  readonly status?: number
  readonly seconds?: number
  readonly route?: string
  readonly times?: number
}

/** How the seven stand after these requests. */
async function after(
  made: readonly Made[],
  auditIntegrity = () => ({ ok: true }),
): Promise<Readonly<Record<ServiceSloName, Evaluation>>> {
  const time = manualTime(Date.parse('2026-03-01T00:00:00Z'))
  const slos = serviceSlos({ service: 'shop', auditIntegrity })
  const recorders = Object.values(slos).map((slo) => recorder(slo, { clock: time.clock }))
  const observe = recordService(recorders, {
    isAuth: ({ route }) => route === '/login',
    isCounted: ({ route }) => route !== '/health',
    monotonic: time.monotonic,
  })
  let pace = 0
  for (const { status = 200, seconds = 0, route = '/items', times = 1 } of made)
    for (let i = 0; i < times; i++) {
      const end = observe(testRequest({ route }))
      // Far from a time at which anything is too old.
      if (seconds > 0 && pace++ < 100) time.advance(seconds * 1_000)
      end({ status, bytes: 0, aborted: false })
    }
  const found = await evaluate(Object.values(slos), memorySource(recorders))
  return Object.fromEntries(found.map((one) => [one.slo.name, one])) as never
}

const login = '/login'

describe('the preset', () => {
  it('is the seven, with their periods and least numbers of events', () => {
    const slos = serviceSlos({ service: 'shop', auditIntegrity: () => ({ ok: true }) })
    expect(
      Object.entries(slos).map(([name, { objective, period, minEvents, severity }]) =>
        [name, objective.percent, Object.values(period)[0] / 60_000, minEvents, severity].join(' '),
      ),
    ).toEqual([
      'api-availability 99.9 60 100 critical',
      'api-latency 95 30 50 warning',
      'auth-success 99.5 60 10 warning',
      'auth-latency 95 15 20 warning',
      'error-rate-5xx 99.5 60 50 warning',
      'error-rate-4xx 95 60 50 warning',
      'audit-integrity 100 5 1 critical',
    ])
  })

  it('takes another period, and other critical ones', () => {
    const auditIntegrity = () => ({ ok: true })
    const slos = serviceSlos({
      service: 'a',
      auditIntegrity,
      period: '30d',
      critical: ['auth-success'],
    })
    expect(slos['auth-success']).toMatchObject({
      severity: 'critical',
      period: { rollingMs: 2_592_000_000 },
    })
    expect(slos['api-availability']).toMatchObject({ severity: 'warning' })
    const wrong = { service: 'a', auditIntegrity, critical: ['uptime' as never] }
    expect(() => serviceSlos(wrong)).toThrow(/there is no objective "uptime"/)
  })

  it('takes what counts elsewhere', () => {
    const sli = { kind: 'ratio', bad: { metric: 'b' }, total: { metric: 'a' } } as const
    const auditIntegrity = () => ({ ok: true })
    const slos = serviceSlos({ service: 'a', auditIntegrity, slis: { 'error-rate-5xx': sli } })
    expect(slos['error-rate-5xx'].sli).toEqual(sli)
  })
})

describe('what the system it was described for got wrong', () => {
  it('direction: a P95 of 2 s and 4xx of 5 % are limits from above', async () => {
    const fast = await after([{ times: 100, seconds: 0.01 }])
    expect([fast['api-latency'].state, fast['error-rate-4xx'].state]).toEqual(['met', 'met'])
    const slow = await after([
      { times: 50, seconds: 3 },
      { status: 404, times: 6 },
    ])
    expect([slow['api-latency'].state, slow['error-rate-4xx'].state]).toEqual([
      'breached',
      'breached',
    ])
  })

  it('a percentile: it is no mean', async () => {
    // Mean 1.09 s, P95 10 s.
    const tail = await after([
      { times: 90, seconds: 0.1 },
      { times: 10, seconds: 10 },
    ])
    expect(tail['api-latency']).toMatchObject({ state: 'breached', bad: 10, total: 100 })
    // Mean 3.9 s, P95 0.1 s.
    const outlier = await after([
      { times: 96, seconds: 0.1 },
      { times: 4, seconds: 96 },
    ])
    expect(outlier['api-latency']).toMatchObject({ state: 'met', bad: 4, total: 100 })
  })

  it('availability: a perfect service has it', async () => {
    expect((await after([{ times: 100 }]))['api-availability']).toMatchObject({
      state: 'met',
      ratio: 1,
    })
    const twoIn1000 = await after([{ times: 998 }, { status: 503, times: 2 }])
    expect(twoIn1000['api-availability']).toMatchObject({ state: 'breached', ratio: 0.998 })
  })

  it('logins: those that succeed are counted', async () => {
    const found = await after([{ route: login, times: 20 }])
    expect(found['auth-success']).toMatchObject({ state: 'met', good: 20, bad: 0 })
  })

  it('error rates: what went well is counted too', async () => {
    const found = await after([{ times: 1_000 }, { status: 500 }, { status: 404 }])
    expect(found['error-rate-5xx']).toMatchObject({ state: 'met', bad: 1, total: 1_002 })
    expect(found['error-rate-4xx']).toMatchObject({ state: 'met', bad: 1, total: 1_002 })
  })
})

describe('what it got wrong about no data, and about being critical', () => {
  it('too few events are unknown, and have no value', async () => {
    const few = await after([{ times: 49 }])
    const reasons = Object.values(few).map(({ slo, reason }) => `${slo.name} ${reason}`)
    expect(reasons).toContain('error-rate-4xx too_few_events')
    expect(reasons).toContain('auth-success no_traffic')
    const { criticalFailures, sloResults } = gate(
      Object.values(await after([{ times: 100, seconds: 0.01 }])),
    )
    expect(criticalFailures).toEqual([])
    expect(sloResults.find(({ slo }) => slo === 'shop/auth-latency')).toMatchObject({
      ...{ state: 'unknown', achieved: false, value: undefined, sampleSize: 0 },
    })
  })

  it('being critical: no matter of a small number', async () => {
    const found = await after([
      { times: 200, seconds: 0.001 },
      { route: login, times: 50, seconds: 0.001 },
    ])
    expect(gate(Object.values(found))).toMatchObject({ overallPass: true, criticalFailures: [] })
    const torn = await after([{ times: 200 }, { route: login, times: 50 }], () => ({ ok: false }))
    expect(gate(Object.values(torn), { minSuccessRate: '80%' })).toMatchObject({
      ...{ overallPass: false, passed: 6, criticalFailures: ['shop/audit-integrity'] },
    })
  })

  it('the success rate: 6 of 7 are 80 %, and 5 are not', async () => {
    const six = await after([
      { times: 200 },
      { route: login, times: 50 },
      { status: 404, times: 50 },
    ])
    expect(gate(Object.values(six), { minSuccessRate: '80%' })).toMatchObject({
      ...{ overallPass: true, passed: 6, needed: 6, failedSlos: ['shop/error-rate-4xx'] },
    })
    const slow = { route: login, times: 50, seconds: 0.6 }
    const five = await after([slow, { times: 200 }, { status: 404, times: 50 }])
    expect(gate(Object.values(five), { minSuccessRate: '80%' })).toMatchObject({
      ...{ overallPass: false, passed: 5, needed: 6 },
    })
  })
})

describe('what it got wrong at the bounds', () => {
  it('the place of a percentile: of 20 the 19th is P95', async () => {
    const found = async (slow: number) =>
      (
        await after([
          { route: login, times: 20 - slow, seconds: 0.4 },
          { route: login, times: slow, seconds: 1 },
        ])
      )['auth-latency'].state
    expect(await found(1)).toBe('met')
    expect(await found(2)).toBe('breached')
  })

  it('less than is less: exactly 2 s, 0.5 % and 5 % are too much', async () => {
    const slow = await after([{ times: 50, seconds: 2 }])
    expect(slow['api-latency']).toMatchObject({ state: 'breached', bad: 50 })
    const rates = async (ok: number) => {
      const found = await after([
        { times: ok },
        { status: 500, times: 5 },
        { status: 400, times: 50 },
      ])
      return [found['error-rate-5xx'], found['error-rate-4xx']].map(({ state }) => state)
    }
    expect(await rates(945)).toEqual(['breached', 'breached'])
    expect(await rates(946)).toEqual(['met', 'met'])
  })

  it('a list for each event: what is kept does not grow', () => {
    const slos = serviceSlos({ service: 'shop', auditIntegrity: () => ({ ok: true }) })
    const recorded = recorder(slos['api-availability'], { clock: () => 1_000_000 })
    const size = () => JSON.stringify(recorded.snapshot()).replace(/\d+/g, '0').length
    recorded.record(true)
    const before = size()
    for (let i = 0; i < 100_000; i++) recorded.record(true)
    expect(size()).toBe(before)
  })
})

describe('recordService', () => {
  it('lets no stranger decide how many logins succeed', async () => {
    const attack = await after([
      { route: login, times: 20 },
      { route: login, status: 401, times: 5_000 },
    ])
    expect(attack['auth-success']).toMatchObject({ state: 'met', good: 20, bad: 0 })
    expect(attack['auth-latency']).toMatchObject({ good: 5_020 })
    const broken = await after([
      { route: login, times: 19 },
      { route: login, status: 503 },
    ])
    expect(broken['auth-success']).toMatchObject({ state: 'breached', bad: 1 })
    expect(broken['auth-latency']).toMatchObject({ bad: 1 })
  })

  it('leaves out what does not count', async () => {
    const found = await after([{ route: '/health', status: 500, times: 500 }, { times: 100 }])
    expect(found['api-availability']).toMatchObject({ state: 'met', total: 100 })
  })

  it('counts for these objectives alone', () => {
    const { 'api-latency': slo } = serviceSlos({
      service: 'a',
      auditIntegrity: () => ({ ok: true }),
    })
    const other = recorder({ ...slo, name: 'other' })
    expect(() => recordService([other], { isAuth: () => false })).toThrow(
      /counts for api-availability/,
    )
  })
})
