import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import {
  type ConfigDefinition,
  type ConfigOptions,
  choice,
  defineConfig,
  explanationText,
  fields,
  type LoadOptions,
  loadConfig,
  type StandardSchema,
  secret,
  text,
} from '@sallyport/config-validation'
import {
  configJsonSchema,
  configMarkdown,
  envExample,
  generate,
} from '@sallyport/config-validation/generate'
import { secret as secretOf } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'
import { errorOf, issuesOf } from './support/issues-of.ts'

const hidden = 'tops3cretvalue'

function load<S extends StandardSchema>(
  schema: S,
  options: LoadOptions,
  more: Partial<ConfigOptions<S>> = {},
) {
  return loadConfig(defineConfig({ schema, ...more }), { env: {}, profile: 'test', ...options })
}

describe('a secret in a sentence of the schema', () => {
  const both = z.object({ key: secret(), other: z.string() })
  const env = { KEY: hidden, OTHER: 'other' }

  it('is not told beside another value', () => {
    const schema = both.superRefine(({ key }, { addIssue }) => {
      addIssue({ code: 'custom', path: ['other'], message: `is not ${key.reveal()}` })
    })
    expect(errorOf(() => load(schema, { env })).message).not.toContain('s3cret')
  })

  it('is not told as a path', () => {
    const schema = both.superRefine(({ key }, { addIssue }) => {
      addIssue({ code: 'custom', path: [key.reveal()], message: 'is wrong' })
      addIssue({ code: 'custom', path: ['other', key.reveal()], message: 'is wrong' })
    })
    expect(errorOf(() => load(schema, { env })).message).not.toContain('s3cret')
  })

  it('is not told by a rule whose value is an object', () => {
    const schema = z.object({ at: z.url().transform((text) => new URL(text)) })
    const rules = [{ paths: ['at'], check: ([at]: readonly unknown[]) => `is not ${at}` }]
    const error = errorOf(() => load(schema, { env: { AT: `http://me:${hidden}@h/` } }, { rules }))
    expect(error.message).not.toContain('s3cret')
  })

  it('does not silence one that says names', () => {
    const limits = z.object({ soft: z.int(), hard: z.int() })
    const message = 'must have a soft limit below the hard one'
    const schema = z.object({ limits: limits.refine(({ soft, hard }) => soft < hard, message) })
    const limited = { env: { LIMITS__SOFT: '2', LIMITS__HARD: '1' } }
    expect(issuesOf(() => load(schema, limited))).toMatchObject([{ path: 'limits', message }])
  })
})

describe('a secret as a name', () => {
  it.each([
    'AKIAQ3EGR5PFODNN7XYZ',
    ['sk', 'test', '4eC39HqLyjWDarjtT1zdp7dc'].join('_'),
    'd9f1c2a7b4e84c0f',
  ])('is not told: %s', (name) => {
    const cwd = folderWith({ 'config.json': JSON.stringify({ [name]: 1 }) })
    const schema = z.object({ tags: z.array(z.string()).default([]) })
    const env = { [`APP__${name}`]: 'x', APP__TAGS__4111111111111111: 'x' }
    const files = ['config.json']
    const { message } = errorOf(() => load(schema, { env, cwd }, { prefix: 'APP', files }))
    expect(message).not.toContain(name)
    expect(message).not.toContain('411111')
  })
})

describe('a secret within a value', () => {
  it.each([
    ['a record', z.record(z.string(), secret()), '{"a":"tops3cretvalue"}'],
    ['a union', z.union([z.object({ key: secret() }), z.int()]), '{"key":"tops3cretvalue"}'],
    ['a tuple', z.tuple([secret()]), '["tops3cretvalue"]'],
    [
      'what a text is made into',
      z.pipe(
        z.transform((text: string): unknown => secretOf(text)),
        secret(),
      ),
      'tops3cretvalue',
    ],
    ['something lazy', z.lazy(() => z.object({ key: secret() })), '{"key":"tops3cretvalue"}'],
  ])('is not explained: %s', (_, value, text) => {
    const schema = z.object({ value: z.union([value, z.literal('none')]) })
    const { explain } = load(schema, { overrides: { value: 'none' }, env: { VALUE: text } })
    expect(explain('value').offers).toHaveLength(2)
    expect(explanationText(explain('value'))).not.toContain('s3cret')
  })

  it('is not explained: a URL with spaces and quotes in its password', () => {
    const schema = z.object({ one: z.string(), more: z.array(z.string()) })
    const { explain } = load(schema, {
      env: { ONE: 'redis://me:tops 3cret"value@host' },
      overrides: { more: ['redis://me:tops 3cret"value@host', 'redis://host'] },
    })
    expect(explanationText(explain('one'))).toBe('one = redis://[secret]@host (ONE)')
    expect(explanationText(explain('more'))).toContain('["redis://[secret]@host","redis://host"]')
  })
})

describe('a schema that is awaited', () => {
  const definition = (validate: () => unknown): ConfigDefinition =>
    defineConfig({
      schema: { '~standard': { version: 1, vendor: 'test', validate } } as StandardSchema,
    })

  it('is misuse when its answer only looks like a promise', () => {
    const foreign = runInNewContext('Promise.resolve({ value: {} })')
    expect(() =>
      loadConfig(
        definition(() => foreign),
        { env: {} },
      ),
    ).toThrow(TypeError)
  })

  it('does not tell later why it was refused', async () => {
    const heard: unknown[] = []
    const hear = (reason: unknown): void => void heard.push(reason)
    process.on('unhandledRejection', hear)
    const refuse = async (): Promise<never> => Promise.reject(new Error(hidden))
    expect(() => loadConfig(definition(refuse), { env: {} })).toThrow(TypeError)
    // real time: an unhandled rejection is told when the queue of microtasks is empty
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', hear)
    expect(heard).toEqual([])
  })
})

describe('a file that is none', () => {
  it('is refused and not waited for', () => {
    const cwd = folderWith({})
    execFileSync('mkfifo', [join(cwd, 'pipe'), join(cwd, 'config.json')])
    const schema = z.object({ key: secret() })
    const env = { KEY_FILE: 'pipe' }
    expect(issuesOf(() => load(schema, { env, cwd }, { files: ['config.json'] }))).toMatchObject([
      { path: '', code: 'unreadable', message: 'the file is no file' },
      { path: 'key', code: 'unreadable', message: 'has a file that is no file' },
    ])
    expect(issuesOf(() => load(schema, { env: { KEY_FILE: '/dev/zero' } }))).toHaveLength(1)
    expect(issuesOf(() => load(schema, { env: { KEY_FILE: '.' } }))).toHaveLength(1)
  })
})

/** A field of one's own that is secret. */
function ownSecret() {
  const own = z.string()
  fields.add(own, {
    kind: 'own',
    expected: 'x',
    read: (one) => one,
    write: String,
    isSecret: true,
  })
  return own
}

describe('a field of one’s own that is secret', () => {
  it('is known as one in what is wrapped around it', () => {
    const own = ownSecret()
    const { plan } = defineConfig({ schema: z.object({ key: own.default(hidden).readonly() }) })
    expect(plan.secrets).toHaveLength(1)
  })
})

describe('a generated file', () => {
  const key = secret({ example: 'your-key' })
  const definition = defineConfig({ schema: z.object({ key, site: z.url().optional() }) })

  it('is compared without what stands in an old one', () => {
    const old = `KEY="tops3cret-1\ntops3cret-2\ntops3cret-3"\n#SITE=redis://me:tops3cret@host\n`
    const cwd = folderWith({ '.env.example': old })
    const { diff } = generate(definition, { check: true, envExample: '.env.example', cwd })
    expect(diff).not.toContain('s3cret-')
    expect(diff).toContain('-KEY=[secret]')
    expect(diff).toContain('-#SITE=redis://[secret]@host')
  })

  it('has no default of a field of one’s own that is secret', () => {
    const own = ownSecret()
    const definition = defineConfig({ schema: z.object({ key: own.default(hidden) }) })
    const files = [configJsonSchema, envExample, configMarkdown].map((make) => make(definition))
    expect(JSON.stringify(files)).not.toContain(hidden)
  })

  it('has no line that a sentence or a name begins', () => {
    const schema = z.object({
      word: choice(['a\nWORD=injected', 'b']),
      name: text({ pattern: /a/, expected: 'a name\nNAME=injected' }),
      'section\nTITLE=injected': z.object({ n: z.int() }),
    })
    expect(envExample(defineConfig({ schema }))).not.toMatch(/^\w+=injected/m)
    expect(() => defineConfig({ schema, profile: 'ENV\nX=injected' })).toThrow(TypeError)
  })

  it('shows no default that a text cannot say', () => {
    const schema = z.object({
      at: z
        .date()
        .transform((date) => date.getTime())
        .default(0),
      length: z
        .string()
        .transform((one) => one.length)
        .default(3),
      flag: z.stringbool().default(true),
    })
    const lines = envExample(defineConfig({ schema })).split('\n')
    expect(lines.filter((line) => /^#\w+=/.test(line))).toEqual(['#AT=', '#LENGTH=', '#FLAG=true'])
  })
})
