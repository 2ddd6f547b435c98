import { defineConfig, loadConfig } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'
import { issuesOf } from './support/issues-of.ts'
import { secretField } from './support/secret-field.ts'

const schema = z.object({
  ipAllowlist: z.array(z.string()).optional(),
  log: z.object({ level: z.string().optional() }),
  redis: z.object({ url: z.string().optional() }),
  key: z.optional(secretField() as never) as never as z.ZodOptional<z.ZodString>,
})
const definition = defineConfig({
  schema,
  prefix: 'APP',
  names: { 'redis.url': ['REDIS_URL', { former: 'REDIS' }] },
})
const load = (env: Record<string, string>): ReturnType<typeof loadConfig> =>
  loadConfig(definition, { env, profile: 'test' })

describe('names of the environment', () => {
  it('are derived from the paths', () => {
    expect(definition.plan.leaves.map(({ names }) => names.map(({ name }) => name))).toEqual([
      ['APP__IP_ALLOWLIST'],
      ['APP__LOG__LEVEL'],
      ['REDIS_URL', 'APP__REDIS__URL', 'REDIS'],
      ['APP__KEY'],
    ])
  })

  it.each([
    [{ fooBar: z.string(), foo_bar: z.string() }, /FOO_BAR .* fooBar .* foo_bar/],
    [{ key: secretField(), keyFile: z.string() }, /KEY_FILE .* key .* keyFile/],
  ])('must tell values apart', (shape, message) => {
    expect(() => defineConfig({ schema: z.object(shape as never) })).toThrow(message)
  })

  it.each([{ a: ['B'] }, { b: 'A' }, { b: 'LIST__0' }, { b: 'LIST', a: 'X' }])(
    'that are given must tell them apart too: %j',
    (names) => {
      const shape = { a: z.string(), b: z.string(), list: z.array(z.string()) }
      const given = names as Record<string, string>
      expect(() => defineConfig({ schema: z.object(shape), names: given })).toThrow(TypeError)
    },
  )

  it('warn of a former one once, and name the one to use', () => {
    expect(load({ REDIS: 'x' }).warnings).toEqual([
      {
        path: 'redis.url',
        code: 'former_name',
        message: 'is said by its former name REDIS',
        source: { kind: 'environment', name: 'REDIS' },
        fix: 'rename it to REDIS_URL',
      },
    ])
  })

  it('may be a former one alone', () => {
    const renamed = defineConfig({
      schema: z.object({ port: z.int() }),
      names: { port: { former: 'HTTP_PORT' } },
    })
    const { config, warnings } = loadConfig(renamed, { env: { HTTP_PORT: '80' } })
    expect([config.port, warnings[0]?.fix]).toEqual([80, 'rename it to PORT'])
  })

  it.each([
    { REDIS_URL: 'x', APP__REDIS__URL: 'x' },
    { REDIS_URL: 'x', REDIS: 'y' },
    { APP__KEY: 'x', APP__KEY_FILE: 'y' },
    { APP__IP_ALLOWLIST: 'x', APP__IP_ALLOWLIST__0: 'x' },
  ])('are in conflict when two say one value: %j', (env) => {
    const [one = '', other = ''] = Object.keys(env)
    const found = issuesOf(() => load(env)).filter(({ code }) => code === 'conflict')
    expect(found).toMatchObject([{ message: `is said twice: by ${one} and by ${other}` }])
  })

  it('number the items of a list, without a gap', () => {
    expect(load({ APP__IP_ALLOWLIST__0: 'a,b', APP__IP_ALLOWLIST__1: 'c' }).config).toMatchObject({
      ipAllowlist: ['a,b', 'c'],
    })
    const found = issuesOf(() => load({ APP__IP_ALLOWLIST__0: 'a', APP__IP_ALLOWLIST__2: 'c' }))
    expect(found).toMatchObject([{ path: 'ipAllowlist', source: { name: 'APP__IP_ALLOWLIST__2' } }])
  })

  it.each([
    ['APP__LOG__LEVLE', 'did you mean APP__LOG__LEVEL?'],
    ['APP__LOGLEVEL', 'did you mean APP__LOG__LEVEL?'],
    ['APP__IPALLOWLIST', 'did you mean APP__IP_ALLOWLIST?'],
    ['APP__KEY_FLIE', 'did you mean APP__KEY_FILE?'],
    ['APP__SOMETHING_ELSE', 'unset it, or correct its name'],
    ['APP__LOG__LEVEL_FILE', 'unset it, or correct its name'],
  ])('within the prefix that mean nothing are errors: %s', (name, fix) => {
    expect(issuesOf(() => load({ [name]: 'x', PATH: '/bin', APP_X: 'x' }))).toMatchObject([
      { path: '', code: 'unknown', source: { kind: 'environment', name }, fix },
    ])
  })
})

describe('NAME_FILE', () => {
  it('names a file with the secret, one line end off', () => {
    const cwd = folderWith({ one: 'abc\n\n', two: 'abc\r\n', three: 'abc' })
    const texts = ['one', 'two', 'three'].map((file) => {
      const { config } = loadConfig(definition, {
        env: { APP__KEY_FILE: file },
        cwd,
        profile: 'test',
      })
      return (config.key as never as { reveal(): string }).reveal()
    })
    expect(texts).toEqual(['abc\n', 'abc', 'abc'])
  })

  it('that cannot be read is told of without what it says', () => {
    const found = issuesOf(() => load({ APP__KEY_FILE: 'hunter2-the-secret' }))
    expect(found).toMatchObject([
      { path: 'key', code: 'unreadable', source: { name: 'APP__KEY_FILE' } },
    ])
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })
})

describe('unknown names in files', () => {
  it('are errors, with the nearest one', () => {
    const withFile = defineConfig({ schema, files: ['config.json'] })
    const cwd = folderWith({ 'config.json': '{"log":{"levle":"x"},"zzz":1}' })
    expect(issuesOf(() => loadConfig(withFile, { env: {}, cwd }))).toMatchObject([
      { path: 'log.levle', code: 'unknown', fix: 'did you mean level?', source: { column: 9 } },
      { path: 'zzz', code: 'unknown', fix: 'take it out, or correct its name' },
    ])
  })

  it('are taken where the schema takes them', () => {
    const open = defineConfig({
      schema: z.looseObject({ a: z.int() }),
      files: ['a.json', 'b.json'],
    })
    const cwd = folderWith({ 'a.json': '{"x":{"y":1,"z":1}}', 'b.json': '{"a":1,"x":{"y":2}}' })
    expect(loadConfig(open, { env: {}, cwd }).config).toEqual({ a: 1, x: { y: 2, z: 1 } })
  })
})
