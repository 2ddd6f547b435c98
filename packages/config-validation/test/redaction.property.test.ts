import { inspect } from 'node:util'
import {
  ConfigError,
  defineConfig,
  type Field,
  fields,
  jsonFile,
  loadConfig,
} from '@sallyport/config-validation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { folderWith } from './support/folder.ts'
import { secretField } from './support/secret-field.ts'

function shortOnly(): mini.ZodMiniType {
  const schema = mini.string().check(mini.maxLength(3))
  const field: Field = {
    kind: 'short',
    expected: 'short',
    read: (text) => text,
    write: String,
    isSecret: true,
  }
  fields.add(schema, field)
  return schema as mini.ZodMiniType
}

/** Schemas that take no secret of ours, each in its own way. */
const refusing: Readonly<Record<string, mini.ZodMiniType | z.ZodType>> = {
  number: z.number(),
  coerced: z.coerce.number(),
  boolean: mini.boolean(),
  bigint: z.bigint(),
  date: z.date(),
  enum: z.enum(['a', 'b']),
  literal: z.literal(5),
  url: z.url(),
  email: z.email(),
  regex: z.string().regex(/^a$/),
  short: z.string().max(2, 'at most two'),
  list: z.array(z.int()),
  'list of choices': z.array(z.enum(['x'])),
  record: z.record(z.string().max(1), z.int()),
  tuple: z.tuple([z.int()]),
  union: z.union([z.int(), z.boolean()]),
  stringbool: z.stringbool(),
  'a message with the value': z
    .string()
    .refine(() => false, { error: (issue) => `not ${issue.input}` }),
  'a check that throws': z.string().refine((value) => {
    throw new Error(value)
  }),
  'a transformation that throws': z.string().transform((value): number => {
    throw new Error(value)
  }),
  'a secret that is refused': shortOnly(),
  'a secret of a text': secretField({ read: () => undefined }) as mini.ZodMiniType,
}
/** Where the value stands. */
const ways = [
  'environment',
  'json',
  'list in json',
  'dotenv',
  'overrides',
  'secrets',
  'broken json',
  'broken dotenv',
  'file variable',
  'unknown',
] as const

interface Case {
  readonly files: Record<string, string>
  readonly options: {
    env?: Record<string, string>
    secrets?: Record<string, string>
    overrides?: object
  }
}

function caseOf(way: (typeof ways)[number], secret: string): Case {
  const text = JSON.stringify(secret)
  const cases: Record<(typeof ways)[number], Case> = {
    environment: { files: {}, options: { env: { APP__VALUE: secret, APP__KEY: 'a' } } },
    json: { files: { 'config.json': `{"value":${text},"key":""}` }, options: {} },
    'list in json': { files: { 'config.json': `{"value":[${text},{"x":${text}}]}` }, options: {} },
    dotenv: { files: { '.env': `APP__VALUE='${secret}'\nAPP__KEY='${secret}'` }, options: {} },
    overrides: { files: {}, options: { overrides: { value: secret, key: secret } } },
    secrets: { files: {}, options: { secrets: { APP__VALUE: secret } } },
    'broken json': { files: { 'config.json': `{"value":${text} "key":${text}` }, options: {} },
    'broken dotenv': {
      files: { '.env': `APP__VALUE='${secret}' ${secret}\n${secret}` },
      options: {},
    },
    'file variable': {
      files: {},
      options: { env: { APP__KEY_FILE: secret, APP__KEY: secret, APP__VALUE: secret } },
    },
    unknown: {
      files: { 'config.json': `{"valeu":${text}}` },
      options: { env: { APP__VALEU: secret } },
    },
  }
  return cases[way]
}

const secrets = fc.string({
  minLength: 12,
  maxLength: 40,
  unit: fc.constantFrom(...'ACDEGHIJKLQVWXYZ0123456789!*%&;~'),
})

/** Everything that could be printed of an error. */
function printed(error: unknown): string {
  if (!(error instanceof ConfigError)) throw error
  const { message, stack, cause } = error
  const shown = [error, error.issues].map((one) => inspect(one, { depth: 20, showHidden: true }))
  return [message, stack, inspect(cause), JSON.stringify(error), String(error), ...shown].join('\n')
}

function expectNone(text: string, secret: string): void {
  for (let at = 0; at + 6 <= secret.length; at++)
    expect(text).not.toContain(secret.slice(at, at + 6))
}

describe.each(Object.keys(refusing))('a value that is refused by %s', (kind) => {
  const definition = defineConfig({
    schema: mini.object({
      value: refusing[kind] as mini.ZodMiniType,
      key: mini.optional(secretField()),
      other: z.int() as never as mini.ZodMiniType,
    }),
    prefix: 'APP',
    files: [jsonFile('config.json', { optional: true }), '.env'],
    rules: (rule) => [rule(['value', 'key'], ([value]) => `bad: ${value}`)],
  })
  it.each(ways)('is nowhere in the error: %s', (way) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const { files, options } = caseOf(way, secret)
        const cwd = folderWith(files)
        let error: unknown
        try {
          loadConfig(definition, { env: {}, ...options, cwd })
        } catch (thrown) {
          error = thrown
        }
        expectNone(printed(error), secret)
      }),
      { numRuns: 10 },
    )
  })
})

describe('a secret that is taken', () => {
  const definition = defineConfig({
    schema: mini.object({ key: secretField(), url: mini.string() }),
    files: ['.env'],
  })
  it('is nowhere but in its place', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const cwd = folderWith({ '.env': `KEY='${secret}'` })
        const env = { KEY: secret, URL: `redis://user:${secret}@host/1` }
        const loaded = loadConfig(definition, { env, cwd, profile: 'test' })
        expect(loaded.config.key.reveal()).toBe(secret)
        const { config, explain, warnings } = loaded
        const { url: _, ...rest } = config
        const all = [rest, explain('key'), explain('url'), warnings, explain, definition]
        expectNone(
          all.map((one) => inspect(one, { depth: 20, showHidden: true })).join('\n'),
          secret,
        )
        expectNone(JSON.stringify(all), secret)
      }),
    )
  })
})
