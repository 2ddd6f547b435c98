import { defineConfig, explanationText, loadConfig } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { folderWith } from './support/folder.ts'
import { issuesOf } from './support/issues-of.ts'

const untouchable = <T extends object>(target: T): T => {
  const refuse = (): never => {
    throw new Error('written to')
  }
  return new Proxy(target, { set: refuse, deleteProperty: refuse, defineProperty: refuse })
}

describe('a configuration', () => {
  const list = [{ a: 1 }]
  const schema = z.object({
    s: z.object({ n: z.int().default(1) }),
    list: z.array(z.object({ a: z.int() })).default(list),
    any: z.any().optional(),
    date: z.date().optional(),
  })
  const definition = defineConfig({ schema, prefix: 'APP' })

  it('is frozen to its depths, and nobody else is', () => {
    const overrides = { any: { deep: [{ x: 1 }] }, s: {} }
    const { config } = loadConfig(definition, { env: {}, overrides })
    for (const one of [
      config,
      config.s,
      config.list,
      config.list[0],
      config.any,
      config.any.deep,
      config.any.deep[0],
    ])
      expect(Object.isFrozen(one)).toBe(true)
    for (const one of [overrides, overrides.any, overrides.any.deep, list, list[0]])
      expect(Object.isFrozen(one)).toBe(false)
    overrides.any.deep[0] = { x: 2 }
    expect(config.any).toEqual({ deep: [{ x: 1 }] })
  })

  it('leaves the environment as it is', () => {
    const env = untouchable({ APP__S__N: '', APP__DATE: '2026-11-21T00:00:00Z', OTHER: 'x' })
    expect(loadConfig(definition, { env }).config.s.n).toBe(1)
    expect(() =>
      loadConfig(definition, { env: untouchable({ APP__S__M: 'x', APP__S__N: 'x' }) }),
    ).toThrow()
    expect({ ...env }).toEqual({ APP__S__N: '', APP__DATE: '2026-11-21T00:00:00Z', OTHER: 'x' })
  })

  it('is explained as it was loaded, whatever happens to the environment', () => {
    const env: Record<string, string> = { APP__S__N: '5' }
    const { explain } = loadConfig(definition, { env })
    delete env.APP__S__N
    expect(explanationText(explain('s.n'))).toBe('s.n = 5 (APP__S__N), over 1 (default)')
    expect(explanationText(explain('date'))).toBe('date is not set')
    expect(() => explain('s.m')).toThrow('did you mean s.n?')
  })

  it('has every error, in the order of the schema', () => {
    const cwd = folderWith({ 'a.json': '{"s":{"n":"x"},"zzz":1}', 'b.json': '{' })
    const both = defineConfig({ schema, prefix: 'APP', files: ['a.json', 'b.json', 'c.json'] })
    const env = { APP__DATE: 'today', APP__X: '1', APP__LIST: '[{"a":"b"},{"a":1.5}]' }
    expect(
      issuesOf(() => loadConfig(both, { env, cwd })).map(({ path, code }) => `${path} ${code}`),
    ).toEqual([
      ' unknown',
      'zzz unknown',
      ' malformed',
      ' unreadable',
      's.n invalid',
      'list.0.a invalid',
      'list.1.a invalid',
      'date invalid',
    ])
  })
})

describe('a schema', () => {
  it('whose checks must be awaited is misuse', () => {
    const definition = defineConfig({
      schema: z.object({ a: z.string().refine(async () => true) }),
    })
    expect(() => loadConfig(definition, { env: { A: 'x' } })).toThrow(TypeError)
  })

  it('that refuses its own default is misuse', () => {
    const schema = z.object({ a: z.object({ b: z.string().min(5).default('x') }) })
    expect(() => defineConfig({ schema })).toThrow(
      '"schema" must be one whose defaults it takes itself; that of a.b is refused',
    )
    expect(() =>
      defineConfig({ schema: mini.object({ a: mini._default(mini.int(), 1.5) }) }),
    ).toThrow(TypeError)
  })

  it('of no object is misuse', () => {
    expect(() => defineConfig({ schema: z.string() })).toThrow(TypeError)
    expect(() => defineConfig({ schema: {} as never })).toThrow(TypeError)
    expect(() =>
      defineConfig({ schema: z.object({ a: z.int() }), names: { b: 'B' } as object }),
    ).toThrow(TypeError)
  })

  it('stands beside options that are known, and nothing else', () => {
    const options = { schema: z.object({}), file: ['config.json'] }
    expect(() => defineConfig(options)).toThrow(
      'defineConfig() takes only schema, prefix, names, files, profile, rules, got "file"',
    )
    expect(() => defineConfig({ schema: z.object({}), files: '.env' as never })).toThrow(
      '"files" must be a list, got ".env"',
    )
  })

  it('may check sections and transform them', () => {
    const schema = z
      .object({
        a: z.int(),
        s: z.object({ b: z.int() }).refine(({ b }) => b > 1, 'must have a b above 1'),
      })
      .transform(({ a, s }) => ({ sum: a + s.b }))
    const definition = defineConfig({ schema })
    expect(loadConfig(definition, { env: { A: '1', S__B: '2' } }).config).toEqual({ sum: 3 })
    expect(issuesOf(() => loadConfig(definition, { env: { A: '1', S__B: '1' } }))).toMatchObject([
      { path: 's', code: 'invalid', message: 'must have a b above 1' },
    ])
  })

  it('of another library validates what is named, and what is in files', () => {
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: (value: unknown) => {
          const { port, more } = value as { port?: string; more?: number }
          const issues = [{ message: `got ${port}, which is no port`, path: ['port'] }]
          return port === '80' ? { value: { port: 80, more } } : { issues }
        },
        types: undefined as unknown as { input: unknown; output: { port: number; more: number } }, // only a type
      },
    }
    const definition = defineConfig({ schema, names: { port: 'PORT' }, files: ['config.json'] })
    const cwd = folderWith({ 'config.json': '{"more":5}' })
    expect(loadConfig(definition, { env: { PORT: '80' }, cwd }).config).toEqual({
      port: 80,
      more: 5,
    })
    expect(
      issuesOf(() => loadConfig(definition, { env: { PORT: 'a-bad-port' }, cwd })),
    ).toMatchObject([
      {
        path: 'port',
        code: 'invalid',
        message: 'must be what its schema takes',
        source: { name: 'PORT' },
      },
    ])
  })
})
