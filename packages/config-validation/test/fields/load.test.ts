import {
  bool,
  bytes,
  choice,
  defineConfig,
  duration,
  type Field,
  fields,
  int,
  loadConfig,
  logLevel,
  port,
  queueSize,
  rotatingSecret,
  secret,
  text,
  url,
} from '@sallyport/config-validation'
import { cidr, cidrList, ipAddress } from '@sallyport/config-validation/network'
import { environmentSecrets, fetchSecrets } from '@sallyport/config-validation/secrets'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { issuesOf } from '../support/issues-of.ts'

const schema = z.object({
  port: port(),
  queueSize: queueSize(),
  count: int(),
  on: bool(),
  wait: duration(),
  body: bytes(),
  level: logLevel(),
  store: choice(['memory', 'redis']),
  name: text(),
  site: url(),
  address: ipAddress(),
  home: cidr(),
  allow: cidrList(),
})
const values = fc.record({
  port: fc.integer({ min: 1, max: 65_535 }),
  queueSize: fc.integer({ min: 1, max: 100_000 }),
  count: fc.maxSafeInteger(),
  on: fc.boolean(),
  wait: fc.maxSafeNat(),
  body: fc.maxSafeNat(),
  level: fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'),
  store: fc.constantFrom('memory', 'redis'),
  name: fc.string({ minLength: 1, maxLength: 20 }),
  site: fc.webUrl(),
  address: fc.oneof(fc.ipV4(), fc.constant('2001:db8::1')),
  home: fc.constantFrom('10.0.0.0/8', '2001:db8::/32'),
  allow: fc.array(fc.oneof(fc.ipV4(), fc.constant('10.0.0.0/8')), { maxLength: 3 }),
})
const definition = defineConfig({ schema, prefix: 'APP' })

describe('fields in a configuration', () => {
  it('come back from the environment as they were written', () => {
    fc.assert(
      fc.property(values, (given) => {
        const env: Record<string, string> = {}
        for (const { dotted, field, names } of definition.plan.leaves) {
          env[names[0]?.name ?? ''] = field.write(given[dotted as keyof typeof given])
        }
        expect(loadConfig(definition, { env, profile: 'test' }).config).toEqual(given)
      }),
      { numRuns: 300 },
    )
  })

  it('come back from overrides as values, and as texts where files may have texts', () => {
    fc.assert(
      fc.property(values, (given) => {
        const written = Object.entries(schema.shape).map(([name, one]) => {
          const field = fields.get(one) as Field
          const value = given[name as keyof typeof given]
          return [name, field.isTextInFiles ? field.write(value) : value]
        })
        for (const overrides of [given, Object.fromEntries(written)]) {
          expect(loadConfig(definition, { env: {}, overrides, profile: 'test' }).config).toEqual(
            given,
          )
        }
      }),
      { numRuns: 300 },
    )
  })

  it('take no text for a number or a boolean where values have types', () => {
    const overrides = { port: '80', on: 'false', count: '1', wait: '5', allow: '10.0.0.1' }
    const wrong = issuesOf(() => loadConfig(definition, { env: {}, overrides, profile: 'test' }))
      .filter(({ code }) => code === 'invalid')
      .map(({ path }) => path)
    expect(wrong.toSorted()).toEqual(['allow', 'count', 'on', 'port', 'wait'])
  })

  it('say what they must be, in their own words', () => {
    const env = { APP__PORT: '0x50', APP__WAIT: '30', APP__ALLOW: '10.0.0.1/8' }
    const issues = issuesOf(() => loadConfig(definition, { env, profile: 'test' }))
    const said = issues.filter(({ code }) => code === 'invalid').map(({ message }) => message)
    expect(said).toEqual([
      'must be a port, 1 to 65535',
      'must be a duration such as 250ms, 5m or 1h30m',
      'must be addresses and networks such as 192.168.1.0/24,10.0.0.1',
    ])
  })
})

describe('fetched secrets in a configuration', () => {
  it('stand between the environment and files, both live values of one', async () => {
    const own = defineConfig({
      schema: z.object({ api: rotatingSecret({ minLength: 8 }), other: secret() }),
      names: { 'api.current': 'API_KEY', 'api.previous': 'API_KEY_OLD' },
    })
    const source = environmentSecrets({
      api: 'fetched-fresh',
      api_OLD: 'fetched-old',
      o: 'fetched-o',
    })
    const secrets = await fetchSecrets(source, {
      API_KEY: 'api',
      API_KEY_OLD: { previous: 'api' },
      OTHER: 'o',
    })
    const env = { OTHER: 'from-env' }
    const { config, explain } = loadConfig(own, { env, secrets, profile: 'test' })
    expect(
      [config.api.current, config.api.previous, config.other].map((one) => one?.reveal()),
    ).toEqual(['fetched-fresh', 'fetched-old', 'from-env'])
    expect(explain('other').offers.map(({ source: { kind } }) => kind)).toEqual([
      'environment',
      'secrets',
    ])
  })
})
