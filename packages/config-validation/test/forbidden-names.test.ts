import { defineConfig, loadConfig } from '@sallyport/config-validation'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'
import { issuesOf } from './support/issues-of.ts'

const schema = z.object({
  a: z.object({ b: z.string().optional() }),
  map: z.record(z.string(), z.unknown()).optional(),
  open: z.looseObject({}).optional(),
})
const definition = defineConfig({ schema, prefix: 'APP', files: ['config.json'] })
const names = ['__proto__', 'constructor', 'prototype']

afterEach(() => {
  expect(({} as { x?: string }).x).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
})

describe.each(names)('%s', (name) => {
  const inner = `{"${name}":{"x":"yes"}}`
  const bodies = [
    inner,
    `{"a":${inner}}`,
    `{"map":${inner}}`,
    `{"map":{"k":[${inner}]}}`,
    `{"open":${inner}}`,
    `{"open":{"k":${inner}}}`,
  ]

  it.each(bodies)('in a file is refused: %s', (body) => {
    const cwd = folderWith({ 'config.json': body })
    expect(issuesOf(() => loadConfig(definition, { env: {}, cwd }))).toMatchObject([
      {
        code: 'forbidden_name',
        source: { file: 'config.json', line: 1, column: body.indexOf(`"${name}"`) + 1 },
      },
    ])
  })

  it.each(bodies)('in overrides is refused: %s', (body) => {
    const cwd = folderWith({ 'config.json': '{}' })
    const load = (): unknown =>
      loadConfig(definition, { env: {}, cwd, overrides: JSON.parse(body) })
    expect(issuesOf(load)).toMatchObject([
      { code: 'forbidden_name', source: { kind: 'overrides' } },
    ])
  })

  it('in the environment is refused, in a name and in JSON', () => {
    const cwd = folderWith({ 'config.json': '{}' })
    const env = { [`APP__${name}__X`]: 'yes', [`APP__A__${name}`]: 'yes', APP__MAP: inner }
    const found = issuesOf(() => loadConfig(definition, { env, cwd }))
    expect(found.map(({ code }) => code)).toEqual(Array(3).fill('forbidden_name'))
  })

  it('in a .env is refused', () => {
    const cwd = folderWith({ '.env': `APP__${name}__X=yes\n` })
    const withEnv = defineConfig({ schema, prefix: 'APP', files: ['.env'] })
    expect(issuesOf(() => loadConfig(withEnv, { env: {}, cwd }))).toMatchObject([
      { code: 'forbidden_name', source: { file: '.env', line: 1, column: 1 } },
    ])
  })

  it('is no name in a schema, nor one of the environment', () => {
    const bad = Object.fromEntries([[name, z.string()]])
    if (name !== '__proto__')
      expect(() => defineConfig({ schema: z.object(bad) })).toThrow(TypeError)
    expect(() => defineConfig({ schema, names: { 'a.b': name } })).toThrow(TypeError)
  })
})
