import { defineConfig, loadConfig } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'
import { issuesOf } from './support/issues-of.ts'

const many = Array.from({ length: 30_000 }, (_, i) => i)

describe('of many faults', () => {
  const schema = z.object({ one: z.string(), list: z.array(z.string()).default([]) })
  const definition = defineConfig({ schema, prefix: 'APP', files: ['config.json'] })
  const issues = (env: Record<string, string>, file: object) => {
    const cwd = folderWith({ 'config.json': JSON.stringify(file) })
    return issuesOf(() => loadConfig(definition, { env, cwd, profile: 'test' }))
  }

  it.each([
    ['unknown variables', Object.fromEntries(many.map((i) => [`APP__ONE_${i}`, 'x'])), {}],
    ['items behind a gap', Object.fromEntries(many.map((i) => [`APP__LIST__${i + 1}`, 'x'])), {}],
    ['unknown names in a file', {}, Object.fromEntries(many.map((i) => [`one_${i}`, 'x']))],
    ['items of a list in a file', {}, { list: many }],
  ])('the first are told, and that there are more: %s', (_, env, file) => {
    const found = issues({ APP__ONE: 'x', ...env }, file)
    expect(found).toHaveLength(21)
    expect(found.at(-1)?.message).toContain('one of many')
  })
})

describe('an environment of thousands', () => {
  it('does not make what is missing slow to tell', () => {
    let asked = 0
    const own = Object.fromEntries(many.map((i) => [`OTHER_${i}`, 'x']))
    const env = new Proxy(own, {
      get: (from, name) => {
        asked++
        return Reflect.get(from, name)
      },
    })
    const shape = Object.fromEntries(many.slice(0, 50).map((i) => [`value${i}`, z.string()]))
    expect(
      issuesOf(() => loadConfig(defineConfig({ schema: z.object(shape) }), { env })),
    ).toHaveLength(50)
    expect(asked).toBeLessThan(50 * 2100)
  })
})
