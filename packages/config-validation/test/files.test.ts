import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, envFile, jsonFile, loadConfig } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'
import { issuesOf } from './support/issues-of.ts'

const schema = z.object({
  a: z.object({ b: z.int().default(1) }),
  c: z.array(z.string()).default([]),
})
const definition = defineConfig({ schema, files: ['config.json', '.env'] })
const issuesWith = (files: Record<string, string | Uint8Array>): unknown[] => [
  ...issuesOf(() => loadConfig(definition, { env: {}, cwd: folderWith(files) })),
]

describe('a file of JSON', () => {
  const broken: Readonly<Record<string, readonly [text: string, line: number, column: number]>> = {
    empty: ['', 1, 1],
    'a space': [' \n', 2, 1],
    'not closed': ['{"a":{"b":1}', 1, 13],
    'a comma too many': ['{"a":{"b":1,}}', 1, 13],
    'single quotes': ["{'a':1}", 1, 2],
    'a comment': ['{\r\n  // no\r\n}', 2, 3],
    'something behind it': ['{}\n{}', 2, 1],
    'a number of no kind': ['{"a":01}', 1, 6],
    'a name twice': ['{"a":{},\n "a":{}}', 2, 2],
    'a line feed in a text': ['{"c":["x\n"]}', 1, 7],
  }
  it.each(Object.entries(broken))(
    'that is %s is told of at its place',
    (_, [text, line, column]) => {
      expect(issuesWith({ 'config.json': text })).toMatchObject([
        {
          path: '',
          code: 'malformed',
          source: { kind: 'file', file: 'config.json', line, column },
        },
      ])
    },
  )

  it.each(['[]', '[{"a":1}]', 'null', '"text"', '5'])('whose root is %s is refused', (text) => {
    expect(issuesWith({ 'config.json': text })).toMatchObject([{ code: 'malformed' }])
  })

  it('nested too deeply is refused', () => {
    const deep = `{"c":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(issuesWith({ 'config.json': deep })).toMatchObject([{ code: 'malformed' }])
  })

  it('whose section is no object is refused', () => {
    const found = issuesWith({ 'config.json': '{"a":\n  5}' })
    expect(found).toMatchObject([{ path: 'a', code: 'invalid', source: { line: 2, column: 3 } }])
  })

  it('says numbers and booleans as such', () => {
    const found = issuesWith({ 'config.json': '{"a":{"b":"5"}}' })
    expect(found).toMatchObject([{ path: 'a.b', code: 'invalid', source: { line: 1, column: 11 } }])
  })
})

describe('a file', () => {
  it('that is missing is an error, unless it is optional', () => {
    expect(issuesWith({})).toMatchObject([
      { code: 'unreadable', message: 'the file is not there', source: { file: 'config.json' } },
    ])
    const optional = defineConfig({ schema, files: [jsonFile('config.json', { optional: true })] })
    expect(loadConfig(optional, { env: {}, cwd: folderWith({}) }).config.a.b).toBe(1)
    const needed = defineConfig({ schema, files: [envFile('.env', { optional: false })] })
    expect(() => loadConfig(needed, { env: {}, cwd: folderWith({}) })).toThrow('is not there')
  })

  it('that is a folder, too long or not UTF-8 is an error', () => {
    const cwd = folderWith({})
    mkdirSync(join(cwd, 'config.json'))
    expect(issuesOf(() => loadConfig(definition, { env: {}, cwd }))).toMatchObject([
      { code: 'unreadable', message: 'the file is a folder' },
    ])
    expect(issuesWith({ 'config.json': new Uint8Array([0x7b, 0xff, 0x7d]) })).toMatchObject([
      { code: 'unreadable', message: 'the file is not UTF-8' },
    ])
    expect(issuesWith({ 'config.json': ' '.repeat(2 ** 20 + 1) })).toMatchObject([
      { code: 'unreadable', message: 'the file is larger than 1 MiB' },
    ])
  })

  it('that cannot be read is an error', () => {
    const cwd = folderWith({})
    symlinkSync('config.json', join(cwd, 'config.json'))
    expect(issuesOf(() => loadConfig(definition, { env: {}, cwd }))).toMatchObject([
      { code: 'unreadable', message: 'the file cannot be read' },
    ])
  })

  it('may begin with a byte order mark', () => {
    const cwd = folderWith({ 'config.json': '\ufeff{"a":{"b":2}}', '.env': '\ufeffC=x\r\n' })
    expect(loadConfig(definition, { env: {}, cwd }).config).toEqual({ a: { b: 2 }, c: ['x'] })
  })

  it('of variables is looked through for a mistyped one, where a value is missing', () => {
    const cwd = folderWith({ '.env': 'APIKEY=x\n' })
    const needed = defineConfig({ schema: z.object({ apiKey: z.string() }), files: ['.env'] })
    expect(issuesOf(() => loadConfig(needed, { env: {}, cwd }))).toMatchObject([
      { code: 'required', fix: 'set API_KEY; APIKEY is set: did you mean API_KEY?' },
    ])
  })

  it('of another format needs its subpath, which the error names', () => {
    expect(() => defineConfig({ schema, files: ['config.yaml'] })).toThrow(
      "yamlFile('config.yaml') of '@sallyport/config-validation/yaml'",
    )
    expect(() => defineConfig({ schema, files: ['config.ini'] })).toThrow(TypeError)
  })

  it('of a profile is that of the profile, which is a word', () => {
    const cwd = folderWith({ 'config.test.json': '{"a":{"b":7}}' })
    const byProfile = defineConfig({ schema, files: ['config.{profile}.json'] })
    expect(loadConfig(byProfile, { env: { NODE_ENV: 'test' }, cwd }).config.a.b).toBe(7)
    expect(issuesOf(() => loadConfig(byProfile, { env: {}, cwd }))).toMatchObject([
      { code: 'required', source: { name: 'NODE_ENV' }, fix: 'set NODE_ENV' },
    ])
    const away = issuesOf(() => loadConfig(byProfile, { env: { NODE_ENV: '../../x' }, cwd }))
    expect(away).toMatchObject([
      { code: 'invalid', source: { name: 'NODE_ENV' } },
      { code: 'required' },
    ])
  })
})
