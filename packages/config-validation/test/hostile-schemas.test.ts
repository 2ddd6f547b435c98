import {
  type ConfigOptions,
  defineConfig,
  type LoadOptions,
  loadConfig,
  type StandardSchema,
  secret,
} from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'
import { issuesOf } from './support/issues-of.ts'

function load<S extends StandardSchema>(
  schema: S,
  options: LoadOptions,
  more: Partial<ConfigOptions<S>> = {},
) {
  return loadConfig(defineConfig({ schema, ...more }), { env: {}, profile: 'test', ...options })
}

const sectionOf = (): z.ZodObject<{ a: z.ZodInt; b: z.ZodInt; t: z.ZodObject<{ n: z.ZodInt }> }> =>
  z.object({ a: z.int(), b: z.int(), t: z.object({ n: z.int() }) })

describe('a section', () => {
  it('may be frozen by its schema', () => {
    const inner = z.object({ list: z.array(z.string()) }).readonly()
    const { config } = load(z.object({ s: inner }).readonly(), { env: { S__LIST: 'a,b' } })
    expect(config).toEqual({ s: { list: ['a', 'b'] } })
    expect(Object.isFrozen(config.s.list)).toBe(true)
  })

  it('leaves its default as it is', () => {
    const standard = { a: 1, b: 2, t: { n: 3 } }
    const { config } = load(z.object({ s: sectionOf().default(standard) }), {})
    expect(config.s).toEqual(standard)
    expect([Object.isFrozen(config.s.t), Object.isFrozen(standard.t)]).toEqual([true, false])
  })

  it.each(['default', 'prefault'] as const)('has what is not said from its %s', (by) => {
    const schema = z.object({ s: sectionOf()[by]({ a: 1, b: 2, t: { n: 3 } }) })
    const { config, explain } = load(schema, { env: { S__A: '5' } })
    expect(config).toEqual({ s: { a: 5, b: 2, t: { n: 3 } } })
    expect(explain('s.b').offers).toMatchObject([{ source: { kind: 'default' }, shown: '2' }])
  })

  it('has of two defaults the outer one, whether another value is said or not', () => {
    const inner = z.object({ a: z.int().default(7), b: z.int().optional() })
    const schema = z.object({ s: inner.default({ a: 1 }) })
    for (const env of [{}, { S__B: '2' }]) {
      const { config, explain } = load(schema, { env })
      expect([config.s.a, explain('s.a').offers[0]?.shown]).toEqual([1, '1'])
    }
  })
})

describe('a schema that leads back to itself', () => {
  it('is a section, and what is within it a value', () => {
    const node = z.object({
      n: z.int(),
      get child() {
        return node.optional()
      },
    })
    const { config } = load(z.object({ top: node }), {
      env: { TOP__N: '1', TOP__CHILD: '{"n":2,"child":{"n":3}}' },
    })
    expect(config).toEqual({ top: { n: 1, child: { n: 2, child: { n: 3 } } } })
  })

  it('may be a list of lists', () => {
    const list: z.ZodType = z.array(z.lazy(() => list))
    expect(load(z.object({ list }), { env: { LIST: '[[],[[]]]' } }).config).toEqual({
      list: [[], [[]]],
    })
  })
})

describe('a schema that coerces', () => {
  it.each([
    ['flag', z.coerce.boolean(), 'maybe'],
    ['number', z.coerce.number(), '0x10'],
    ['blank', z.coerce.number(), ''],
  ])('takes a text of a file by the words of the environment: %s', (_, value, bad) => {
    const files = ['config.json']
    const cwd = folderWith({ 'config.json': JSON.stringify({ value: bad }) })
    expect(issuesOf(() => load(z.object({ value }), { cwd }, { files }))).toHaveLength(1)
  })

  it('does not take "false" for true', () => {
    const cwd = folderWith({ 'config.json': '{"flag":"false"}' })
    const schema = z.object({ flag: z.coerce.boolean() })
    expect(load(schema, { cwd }, { files: ['config.json'] }).config).toEqual({ flag: false })
  })
})

describe('production', () => {
  const weak = { env: { A__B__KEY: 'changeme' } }
  const plain = z.object({ a: z.object({ b: z.object({ key: secret() }) }) })
  const codes = (schema: StandardSchema, profile: string): string[] =>
    issuesOf(() => load(schema, { ...weak, profile })).map(({ code }) => code)

  it.each(['production', 'Prod', 'production-eu', 'prod_2'])('is said by %s', (profile) => {
    expect(codes(plain, profile)).toEqual(['weak_secret'])
  })

  it.each(['prodution', 'produciton', 'Productoin', 'production1'])('is not %s', (profile) => {
    const [issue] = issuesOf(() =>
      load(plain, {
        ...weak,
        env: { ...weak.env, NODE_ENV: profile },
        profile: undefined as never,
      }),
    )
    expect(issue).toMatchObject({ code: 'invalid', fix: 'did you mean production?' })
  })

  it('takes no weak secret that a transformation hides', () => {
    const moved = z.object({ key: secret() }).transform(({ key }) => ({ other: key }))
    const made = z.object({
      key: z.pipe(
        secret(),
        z.transform((one) => Buffer.from(`${one.reveal()}`)),
      ),
    })
    for (const b of [moved, made]) {
      expect(codes(z.object({ a: z.object({ b }) }), 'production')).toEqual(['weak_secret'])
    }
  })
})

describe('the variable of the profile', () => {
  it('may be within the prefix', () => {
    const options = { prefix: 'APP', profile: 'APP__ENV' }
    const env = { APP__ENV: 'test', APP__N: '1' }
    const { profile } = loadConfig(defineConfig({ schema: z.object({ n: z.int() }), ...options }), {
      env,
    })
    expect(profile).toBe('test')
  })
})

describe('a rule', () => {
  it('has values that a transformation further down has moved', () => {
    const inner = z.object({ n: z.int() }).transform(({ n }) => ({ other: n }))
    const schema = z.object({ a: z.object({ b: inner }) })
    const heard: unknown[] = []
    const rules = [
      { paths: ['a.b.n'], check: (values: readonly unknown[]) => heard.push(...values) > 0 },
    ]
    load(schema, { env: { A__B__N: '4' } }, { rules })
    expect(heard).toEqual([4])
  })
})

describe('overrides without an end', () => {
  it('are refused', () => {
    const cyclic: Record<string, unknown> = {}
    cyclic.one = cyclic
    cyclic.other = cyclic
    let deep: object = {}
    for (let i = 0; i < 250; i++) deep = { deep }
    for (const value of [cyclic, deep]) {
      const schema = z.object({ value: z.any().optional() })
      expect(issuesOf(() => load(schema, { overrides: { value } }))).toMatchObject([
        { code: 'invalid', message: 'has something that is nested too deeply' },
      ])
    }
  })
})
