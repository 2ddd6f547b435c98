import type { Json } from '@sallyport/core'
import type { CheckReport, HealthReport } from '@sallyport/health'
import {
  actuatorFormat,
  checksFormat,
  createHealth,
  dependenciesFormat,
  type HealthFormat,
  healthJsonFormat,
} from '@sallyport/health'
import { describe, expect, it } from 'vitest'

const report = (more: Partial<HealthReport>): HealthReport => ({
  status: 'up',
  at: Date.parse('2025-12-10T13:00:00.789Z'),
  uptimeMs: 3_600_999,
  checks: [],
  ...more,
})
const check = (name: string, more: Partial<CheckReport> = {}): CheckReport => ({
  ...{ name, status: 'up', critical: true, tags: [], at: Date.parse('2018-01-17T03:36:48Z') },
  durationMs: 3,
  ...more,
})
const failing = (name: string): CheckReport =>
  check(name, { status: 'down', message: 'refused', detail: { tried: 3 } })
const text = (format: HealthFormat, one: HealthReport, detailed = true): string =>
  JSON.stringify(format(one, detailed).body)

describe('dependenciesFormat', () => {
  it('is as its example has it, for liveness and for readiness', () => {
    const health = createHealth({ clock: () => Date.parse('2025-12-10T13:00:00Z') })
    expect(text(dependenciesFormat, { ...health.live(), uptimeMs: 3_600_000 })).toBe(
      JSON.stringify({
        status: 'healthy',
        timestamp: '2025-12-10T13:00:00Z',
        uptime_seconds: 3600,
      }),
    )
    const checks = [
      check('message_broker', { message: 'Broker running' }),
      check('airtable', { message: 'Airtable connection healthy' }),
    ]
    expect(text(dependenciesFormat, report({ checks }))).toBe(
      JSON.stringify({
        status: 'healthy',
        timestamp: '2025-12-10T13:00:00Z',
        dependencies: {
          message_broker: { status: 'healthy', message: 'Broker running' },
          airtable: { status: 'healthy', message: 'Airtable connection healthy' },
        },
      }),
    )
  })

  it('says what is not well, and why', () => {
    const slow = check('n8n', { status: 'degraded', cause: 'noncritical', message: 'slow' })
    const all = report({ status: 'down', checks: [slow, failing('db')] })
    expect(dependenciesFormat(all, true).body).toMatchObject({
      status: 'unhealthy',
      dependencies: {
        n8n: { status: 'degraded', cause: 'noncritical', message: 'slow' },
        db: { status: 'unhealthy', message: 'refused', detail: { tried: 3 } },
      },
    })
  })
})

describe('checksFormat', () => {
  it('is as its example has it', () => {
    const one = report({
      service: 'ai-service',
      at: Date.parse('2024-04-12T15:04:05Z'),
      checks: [check('redis', { detail: { cache_keys: 128 } })],
    })
    expect(text(checksFormat, one)).toBe(
      JSON.stringify({
        status: 'ok',
        service: 'ai-service',
        timestamp: '2024-04-12T15:04:05Z',
        checks: { redis: { status: 'ok', detail: { cache_keys: 128 } } },
      }),
    )
  })

  it.each([
    [false, 'degraded', 'degraded'],
    [true, 'error', 'error'],
  ])('where critical is %s, a failure is %s', async (critical, status, own) => {
    const health = createHealth({
      startupGraceMs: 0,
      checks: { redis: { critical, check: () => ({ ok: false }) } },
    })
    expect(checksFormat(await health.ready(), false).body).toMatchObject({
      status,
      checks: { redis: { status: own } },
    })
  })
})

// draft-inadarei-api-health-check-06, §5, without what no check says: releaseId, notes, description, links,
// and the empty outputs that §4.8 would have omitted.
const draftExample: {
  readonly status: string
  readonly version: string
  readonly serviceId: string
  readonly checks: Readonly<Record<string, [Record<string, Json>]>>
} = {
  status: 'pass',
  version: '1',
  serviceId: 'f03e522f-1f44-4062-9b55-9587f91c9c41',
  checks: {
    'cassandra:responseTime': [
      {
        componentId: 'dfd6cf2b-1b6e-4412-a0b8-f6f7797a60d2',
        componentType: 'datastore',
        observedValue: 250,
        observedUnit: 'ms',
        affectedEndpoints: [
          '/users/{userId}',
          '/customers/{customerId}/status',
          '/shopping/{anything}',
        ],
        status: 'pass',
        time: '2018-01-17T03:36:48Z',
      },
    ],
    uptime: [
      {
        componentType: 'system',
        observedValue: 1209600.245,
        observedUnit: 's',
        status: 'pass',
        time: '2018-01-17T03:36:48Z',
      },
    ],
  },
}

describe('healthJsonFormat', () => {
  it('is as the example of the draft has it', () => {
    const { checks: own, version, serviceId: service } = draftExample
    const checks = Object.entries(own).map(([name, [{ status: _, time: __, ...detail }]]) =>
      check(name, { detail }),
    )
    const { contentType, body } = healthJsonFormat(report({ service, version, checks }), true)
    expect([contentType, body]).toEqual(['application/health+json', draftExample])
  })

  it('has an output where it does not pass, and only there', () => {
    const warn = check('cpu', {
      status: 'degraded',
      cause: 'stale',
      detail: 85,
    })
    const checks = [failing('db'), warn, check('disk', { message: '80 % free' })]
    expect(healthJsonFormat(report({ status: 'down', cause: 'stale', checks }), true).body).toEqual(
      {
        status: 'fail',
        notes: ['stale'],
        checks: {
          db: [{ tried: 3, status: 'fail', time: '2018-01-17T03:36:48Z', output: 'refused' }],
          cpu: [
            { observedValue: 85, status: 'warn', time: '2018-01-17T03:36:48Z', output: 'stale' },
          ],
          disk: [{ status: 'pass', time: '2018-01-17T03:36:48Z' }],
        },
      },
    )
  })
})

// https://docs.spring.io/spring-boot/api/rest/actuator/health.html; its broker is a composite of two, and
// checks have no parts.
const actuatorExample = {
  status: 'UP',
  components: {
    db: { status: 'UP', details: { database: 'H2', validationQuery: 'isValid()' } },
    diskSpace: {
      status: 'UP',
      details: { total: 76887154688, free: 46753374208, threshold: 10485760, exists: true },
    },
  },
}

describe('actuatorFormat', () => {
  it('is as the example of Spring Boot has it', () => {
    const checks = Object.entries(actuatorExample.components).map(([name, { details }]) =>
      check(name, { detail: details }),
    )
    expect(actuatorFormat(report({ checks }), true).body).toEqual(actuatorExample)
  })

  it('names the groups', () => {
    const groups = ['ready', 'startup']
    expect(actuatorFormat(report({ groups }), false).body).toEqual({ status: 'UP', groups })
  })

  it.each<[Partial<HealthReport>, string]>([
    [{ status: 'degraded' }, 'UP'],
    [{ status: 'down' }, 'DOWN'],
    [{ status: 'down', cause: 'draining' }, 'OUT_OF_SERVICE'],
    [{ status: 'down', cause: 'starting' }, 'OUT_OF_SERVICE'],
  ])('%o is %s', (one, status) => {
    expect(actuatorFormat(report(one), true).body).toEqual({ status })
  })

  it('has words for a component that the whole has not', () => {
    const { at: _, ...unheard } = check('unheard', { status: 'degraded', cause: 'grace' })
    const checks = [
      unheard,
      check('noncritical', { status: 'degraded', cause: 'noncritical' }),
      check('grace', { status: 'degraded', cause: 'grace' }),
      check('stale', { cause: 'stale' }),
      check('slow', { status: 'degraded' }),
      failing('failing'),
    ]
    expect(actuatorFormat(report({ checks }), false).body).toMatchObject({
      components: {
        unheard: { status: 'UNKNOWN' },
        noncritical: { status: 'DOWN' },
        grace: { status: 'DOWN' },
        stale: { status: 'UNKNOWN' },
        slow: { status: 'UP' },
        failing: { status: 'DOWN' },
      },
    })
  })
})

describe('every format', () => {
  it.each([dependenciesFormat, checksFormat, healthJsonFormat, actuatorFormat])(
    '%#: shows names and statuses alone, unless it is detailed',
    (format) => {
      const checks = [failing('db'), check('cpu', { status: 'degraded', cause: 'hysteresis' })]
      const one = report({ status: 'down', cause: 'stale', version: '1.2.3', checks })
      for (const hidden of ['refused', 'tried', 'hysteresis', 'stale', '1.2.3', '2018']) {
        expect(text(format, one, false)).not.toContain(hidden)
      }
      expect(text(format, one, true)).toContain('refused')
    },
  )

  it.each([dependenciesFormat, checksFormat, healthJsonFormat, actuatorFormat])(
    '%#: takes any name for a name',
    (format) => {
      const checks = ['__proto__', 'constructor', 'a b'].map((name) => check(name))
      for (const name of ['__proto__', 'constructor', 'a b']) {
        expect(text(format, report({ checks }))).toContain(`"${name}":`)
      }
    },
  )
})
