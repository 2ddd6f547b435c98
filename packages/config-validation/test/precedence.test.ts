import { defineConfig, loadConfig, type Source } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'

const layers = ['overrides', 'environment', 'secrets', 'dotenv', 'json', 'default'] as const
type LayerName = (typeof layers)[number]

interface Kind {
  readonly path: string
  readonly name: string
  readonly schema: z.ZodType
  readonly value: (n: number) => unknown
}

/** Every choice of layers that say something. */
const choices = Array.from({ length: 2 ** layers.length }, (_, bits) =>
  layers.filter((_layer, at) => bits & (1 << at)),
)
const numbers: Readonly<Record<LayerName, number>> = {
  overrides: 1,
  environment: 2,
  secrets: 3,
  dotenv: 4,
  json: 5,
  default: 6,
}

const kinds: Readonly<Record<'scalar' | 'nested' | 'array', Kind>> = {
  scalar: { path: 'a', name: 'APP__A', schema: z.int(), value: (n) => n },
  nested: { path: 's.t.a', name: 'APP__S__T__A', schema: z.int(), value: (n) => n },
  array: {
    path: 'list',
    name: 'APP__LIST',
    schema: z.array(z.int()),
    value: (n) => [n, n],
  },
}

const at = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object

function schemaOf(path: string, leaf: z.ZodType): z.ZodObject {
  const [first = '', ...rest] = path.split('.')
  const inner = rest.length === 0 ? leaf : schemaOf(rest.join('.'), leaf)
  return z.object({ [first]: inner })
}

function load(kind: keyof typeof kinds, said: readonly LayerName[]): ReturnType<typeof loadConfig> {
  const { path, name, schema, value } = kinds[kind]
  const standard = said.includes('default') ? schema.default(value(6)) : schema.optional()
  const text = (layer: LayerName): string => [value(numbers[layer])].flat().join(',')
  const texts = (layer: LayerName): Record<string, string> =>
    said.includes(layer) ? { [name]: text(layer) } : {}
  const cwd = folderWith({
    'config.json': JSON.stringify(said.includes('json') ? at(path, value(5)) : {}),
    '.env': said.includes('dotenv') ? `${name}=${text('dotenv')}\n` : '',
  })
  const definition = defineConfig({
    schema: schemaOf(path, standard),
    prefix: 'APP',
    files: ['config.json', '.env'],
  })
  return loadConfig(definition, {
    env: texts('environment'),
    secrets: texts('secrets'),
    ...(said.includes('overrides') ? { overrides: at(path, value(1)) } : {}),
    cwd,
  })
}

const sources: Readonly<Record<LayerName, (name: string) => Source>> = {
  overrides: () => ({ kind: 'overrides' }),
  environment: (name) => ({ kind: 'environment', name }),
  secrets: (name) => ({ kind: 'secrets', name }),
  dotenv: (name) => ({ kind: 'file', file: '.env', name, line: 1, column: name.length + 2 }),
  json: () => expect.objectContaining({ kind: 'file', file: 'config.json', line: 1 }),
  default: () => ({ kind: 'default' }),
}

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('precedence of a value: %s', (kind) => {
  it.each(choices.map((said) => [said.join(' > ') || 'nothing', said] as const))(
    '%s',
    (_, said) => {
      const { path, name, value } = kinds[kind]
      const { config, explain } = load(kind, said)
      const got = path
        .split('.')
        .reduce<unknown>(
          (inner, part) => (inner as Record<string, unknown> | undefined)?.[part],
          config,
        )
      const [winner] = said
      expect(got).toEqual(winner === undefined ? undefined : value(numbers[winner]))
      expect(explain(path).offers.map(({ source }) => source)).toEqual(
        said.map((layer) => sources[layer](name)),
      )
      expect(explain(path).offers.map(({ isWinner }) => isWinner)).toEqual(
        said.map((_layer, index) => index === 0),
      )
    },
  )
})

describe('layers', () => {
  const schema = z.object({
    a: z.object({ b: z.int().default(1), c: z.int().default(2), d: z.int().default(3) }),
    list: z.array(z.int()).default([]),
  })

  it('are merged value by value, lists as a whole', () => {
    const cwd = folderWith({
      'one.json': '{"a":{"b":10,"c":20},"list":[1,2,3]}',
      'two.json': '{"a":{"c":30},"list":[9]}',
    })
    const definition = defineConfig({ schema, files: ['one.json', 'two.json'] })
    const { config } = loadConfig(definition, { cwd, env: { A__D: '40' } })
    expect(config).toEqual({ a: { b: 10, c: 30, d: 40 }, list: [9] })
  })

  it('take an empty variable for one that is not set', () => {
    const { config } = loadConfig(defineConfig({ schema }), { env: { A__B: '', LIST: '' } })
    expect(config).toEqual({ a: { b: 1, c: 2, d: 3 }, list: [] })
  })

  it('leave out an optional section that nobody says', () => {
    const definition = defineConfig({ schema: z.object({ tls: schema.optional() }) })
    expect(loadConfig(definition, { env: {} }).config).toEqual({})
    expect(loadConfig(definition, { env: { TLS__A__B: '5' } }).config).toEqual({
      tls: { a: { b: 5, c: 2, d: 3 }, list: [] },
    })
  })
})
