import { defineConfig, fields, loadConfig, rule, url } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { issuesOf } from './support/issues-of.ts'
import { secretField } from './support/secret-field.ts'

function text(required: 'production' | { when: string }): mini.ZodMiniOptional<mini.ZodMiniString> {
  const schema = mini.optional(mini.string())
  const write = String
  fields.add(schema, { kind: 'text', expected: 'a text', read: (one) => one, write, required })
  return schema
}

const definition = defineConfig({
  schema: mini.object({
    enabled: mini._default(mini.boolean(), false),
    key: text({ when: 'enabled' }),
    base: text('production'),
    soft: mini._default(mini.int(), 1),
    hard: mini._default(mini.int(), 2),
    other: mini.optional(mini.int()),
  }),
  profile: 'APP_ENV',
  rules: (rule) => [
    rule(
      ['soft', 'hard'],
      ([soft, hard]) => soft <= hard || 'the soft limit is above the hard one',
    ),
  ],
})
const codes = (env: Record<string, string>): string[] =>
  issuesOf(() => loadConfig(definition, { env })).map(({ path, code }) => `${path} ${code}`)

describe('what production requires', () => {
  it('is required there, and not elsewhere', () => {
    expect(codes({ APP_ENV: 'production' })).toEqual(['base required_in_production'])
    expect(codes({ APP_ENV: 'Prod' })).toEqual(['base required_in_production'])
    expect(loadConfig(definition, { env: { APP_ENV: 'test' } }).profile).toBe('test')
    expect(loadConfig(definition, { env: {}, profile: 'test' }).profile).toBe('test')
  })

  it('is required where no profile is said, and the error says so', () => {
    expect(issuesOf(() => loadConfig(definition, { env: { NODE_ENV: 'test' } }))).toMatchObject([
      { code: 'required_in_production', fix: 'set BASE (no profile is said: set APP_ENV)' },
    ])
    expect(loadConfig(definition, { env: { BASE: 'x' } }).profile).toBeUndefined()
  })
})

describe('what another value requires', () => {
  it('is required where that is set, also when others fail', () => {
    const env = { APP_ENV: 'test', ENABLED: 'yes' }
    expect(codes(env)).toEqual(['key required_when'])
    expect(codes({ ...env, OTHER: 'x' })).toEqual(['key required_when', 'other invalid'])
    expect(loadConfig(definition, { env: { ...env, KEY: 'x' } }).config.key).toBe('x')
    expect(codes({ APP_ENV: 'test', ENABLED: 'perhaps' })).toEqual(['enabled invalid'])
  })
})

describe('rules', () => {
  it('are asked also when other values fail', () => {
    expect(codes({ APP_ENV: 'test', SOFT: '3' })).toEqual(['soft rule'])
    expect(codes({ APP_ENV: 'test', SOFT: '3', OTHER: 'x' })).toEqual([
      'soft rule',
      'other invalid',
    ])
  })

  it('are not asked about a value that is not valid', () => {
    expect(codes({ APP_ENV: 'test', SOFT: '3', HARD: 'x' })).toEqual(['hard invalid'])
  })

  it('say nothing of the values, whatever their author does', () => {
    const schema = z.object({ a: z.string(), b: z.string() })
    const env = { A: 'one-of-the-values', B: 'x' }
    for (const answer of [
      'because of one-of-the-values',
      'with of-the',
      false,
      'throws',
    ] as const) {
      const odd = rule(['a', 'b'], ([a]: readonly [string, string]) => {
        if (answer === 'throws') throw new Error(a)
        return answer
      })
      const [issue] = issuesOf(() => loadConfig(defineConfig({ schema, rules: [odd] }), { env }))
      expect(issue).toMatchObject({ path: 'a', code: 'rule' })
      expect(JSON.stringify(issue)).not.toContain('of-the')
    }
  })

  it('are about paths that are there', () => {
    const schema = z.object({ a: z.string() })
    expect(() => defineConfig({ schema, rules: [rule(['a', 'b'], () => true)] })).toThrow(TypeError)
  })
})

describe('a secret in production', () => {
  const example = 'kT9#mQ2$vL5@xR8!'
  const schema = mini.object({ key: secretField({ example }) })
  const of = (KEY: string, profile?: string): readonly { code: string; message: string }[] => {
    const given = profile === undefined ? {} : { profile }
    const load = (): unknown => loadConfig(defineConfig({ schema }), { env: { KEY }, ...given })
    try {
      load()
      return []
    } catch {
      return issuesOf(load)
    }
  }
  const placeholders = [
    'changeme',
    'CHANGE_ME',
    'change-this-to-a-long-text',
    'your-secret-key-here',
    '<the key>',
    'password',
    'P' + 'assword123!',
    'xxxxxxxxxxxxxxxx',
    'example-key-12345678',
    '${' + 'SECRET_KEY_FROM_VAULT}',
    'my_super_secret_key',
    example,
  ]
  const weak = [
    'hunter2',
    'a',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'abcdefghijklmnopqrstuvwx',
    '1234567890123456',
    'abcabcabcabcabc',
  ]
  const strong = [
    'q8Zr2Lw0Xc7V',
    'c2f1a96be4d80735',
    'correct horse battery staple',
    'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  ]

  it('is the password of a URL, and not where it leads to', () => {
    const key = url({ protocols: ['redis'], secret: true, example: 'redis://:an-example@db' })
    const definition = defineConfig({ schema: mini.object({ key }) })
    const codesOf = (KEY: string) => {
      try {
        return [loadConfig(definition, { env: { KEY } }).warnings].flat()
      } catch {
        return issuesOf(() => loadConfig(definition, { env: { KEY } })).map(({ code }) => code)
      }
    }
    expect(codesOf('redis://db')).toEqual([])
    expect(codesOf('redis://:c2f1a96be4d80735@db/0')).toEqual([])
    for (const bad of ['changeme', 'hunter2', 'an-example', 'your-redis-password']) {
      expect(codesOf(`redis://:${bad}@db`)).toEqual(['weak_secret'])
    }
  })

  it.each([...placeholders, ...weak])('is refused: %s', (value) => {
    expect(of(value, 'production')).toMatchObject([{ path: 'key', code: 'weak_secret' }])
    expect(of(value, 'development')).toEqual([])
    expect(of(value)[0]).toMatchObject({ fix: expect.stringContaining('set NODE_ENV') })
  })
  it.each(strong)('is taken: %s', (value) => expect(of(value, 'production')).toEqual([]))
})
