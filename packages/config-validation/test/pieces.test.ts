import { defineConfig, loadConfig, text } from '@sallyport/config-validation'
import {
  airtable,
  audit,
  metrics,
  monitoring,
  n8n,
  operational,
  redis,
  security,
  securityLog,
  statsd,
} from '@sallyport/config-validation/pieces'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'

const pieces = [
  ...[airtable, audit, metrics, monitoring, n8n, operational, redis, security, securityLog, statsd],
]
const all = defineConfig({
  schema: z.object(Object.assign({}, ...pieces.map(({ shape }) => shape))),
  names: Object.assign({}, ...pieces.map(({ names }) => names)),
})

describe('pieces', () => {
  it('need nothing in development, and have the defaults of their documents', () => {
    const { config } = loadConfig(all, { env: {}, profile: 'development' })
    expect(config).toMatchObject({
      audit: { enabled: true, retention_days: 90 },
      metrics: { port: 9100, path: '/metrics' },
      monitoring: { grafana_url: 'http://localhost:3000', prometheus_url: 'http://localhost:9090' },
      operational: { rate_limit_per_minute: 100, maintenance_mode: false },
      security_log: { level: 'INFO' },
      statsd: { host: 'localhost', port: 8125 },
    })
  })

  it('ask for Redis and the base in production', () => {
    expect(() => loadConfig(all, { env: {}, profile: 'production' })).toThrow(
      expect.objectContaining({
        issues: [
          expect.objectContaining({ path: 'airtable.base_id', code: 'required_in_production' }),
          expect.objectContaining({ path: 'redis.url', code: 'required_in_production' }),
        ],
      }),
    )
  })

  it('are read by their bare names', () => {
    const env = {
      REDIS_URL: 'redis://:k3-Fq81xwT0bZr7e@cache:6379',
      STATSD_HOST: 'metrics.internal',
      STATSD_PORT: '9125',
      STATSD_PREFIX: 'mira',
      AIRTABLE_BASE_ID: 'appA1b2C3d4E5f6G7',
      IP_ALLOWLIST: '192.168.1.0/24, 10.0.0.1',
      GITHUB_WEBHOOK_SECRET: 'd9f1c2a7b4e84c0f9a3b5d6e7f801234',
      RATE_LIMIT_PER_MINUTE: '60',
      AUDIT_RETENTION_DAYS: '30',
      SECURITY_LOG_LEVEL: 'warning',
      OBS_TRACE_HISTORY: '1024',
    }
    const { config } = loadConfig(all, { env, profile: 'production' })
    expect(config).toMatchObject({
      statsd: { host: 'metrics.internal', port: 9125, prefix: 'mira' },
      security: { ip_allowlist: ['192.168.1.0/24', '10.0.0.1'], ip_denylist: [] },
      operational: { rate_limit_per_minute: 60 },
      audit: { retention_days: 30 },
      security_log: { level: 'WARNING' },
      monitoring: { trace_history: 1024 },
    })
    expect(JSON.stringify(config)).not.toMatch(/Fq81xw|d9f1c2/)
  })

  it('ask for the token of Airtable once it is enabled', () => {
    const env = { AIRTABLE_ENABLED: 'true' }
    expect(() => loadConfig(all, { env, profile: 'development' })).toThrow(/AIRTABLE_API_KEY/)
  })

  it('can be extended, keep their types, and stand beside a prefix', () => {
    const definition = defineConfig({
      schema: z.object({
        ...operational.shape,
        statsd: z.object({ ...statsd.shape.statsd.shape, region: text({ default: 'eu' }) }),
      }),
      names: { ...operational.names, ...statsd.names },
      prefix: 'APP',
    })
    const env = { STATSD_PORT: '9000', APP__STATSD__REGION: 'us' }
    const { config } = loadConfig(definition, { env, profile: 'test' })
    expectTypeOf(config.statsd.port).toEqualTypeOf<number>()
    expectTypeOf(config.operational.maintenance_mode).toEqualTypeOf<boolean>()
    expect([config.statsd.port, config.statsd.region]).toEqual([9000, 'us'])
  })
})
