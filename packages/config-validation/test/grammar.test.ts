import { defineConfig, loadConfig } from '@sallyport/config-validation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { issuesOf } from './support/issues-of.ts'

/** What a text is for a schema; undefined when it is refused. */
function read(schema: z.core.$ZodType, text: string): unknown {
  const definition = defineConfig({ schema: mini.object({ value: schema as mini.ZodMiniType }) })
  const load = (): unknown => loadConfig(definition, { env: { VALUE: text } }).config.value
  try {
    return load()
  } catch {
    expect(issuesOf(load)).toMatchObject([
      { path: expect.stringMatching(/^value/), code: 'invalid' },
    ])
    return undefined
  }
}

describe('words for yes and no', () => {
  const yes = ['true', 'TRUE', '1', 'yes', 'YES', 'on', 'ON']
  const no = ['false', 'FALSE', '0', 'no', 'NO', 'off', 'OFF']
  const neither = ['True', 'y', 'n', ' true', 'true ', '2', '-1', 'null', 'enabled', 'tru', '00']
  it.each(yes)('%s is true', (word) => expect(read(z.boolean(), word)).toBe(true))
  it.each(no)('%s is false', (word) => expect(read(z.boolean(), word)).toBe(false))
  it.each(neither)('"%s" is refused', (word) => expect(read(z.boolean(), word)).toBeUndefined())
  it('are read for coerced booleans too, which would take "false" for true', () => {
    expect(read(z.coerce.boolean(), 'false')).toBe(false)
  })
})

describe('numbers', () => {
  const good = {
    '0': 0,
    '-0': -0,
    '7': 7,
    '-12': -12,
    '3.25': 3.25,
    '9007199254740991': 2 ** 53 - 1,
  }
  const bad = [
    ' ',
    '  ',
    '0x10',
    '12abc',
    '1e3',
    'Infinity',
    '-Infinity',
    'NaN',
    '+1',
    '007',
    '1.',
    '.5',
  ]
  const lost = ['9007199254740993', '1_000', '1,5', ' 1', '1 ', '１', `${'9'.repeat(400)}`, '--1']
  it.each(Object.entries(good))('%s is read', (text, value) => {
    expect(read(z.number(), text)).toBe(value)
    expect(read(mini.number(), text)).toBe(value)
  })
  it.each([...bad, ...lost])('"%s" is refused', (text) => {
    expect(read(z.number(), text)).toBeUndefined()
    expect(read(z.coerce.number(), text)).toBeUndefined()
  })
  it('are whole where they must be', () => expect(read(z.int(), '1.5')).toBeUndefined())
})

describe('other leaves', () => {
  it('takes texts as they are', () => expect(read(z.string(), ' a "b" $c ')).toBe(' a "b" $c '))
  it('reads choices', () => {
    expect(read(z.enum(['a', 'b']), 'b')).toBe('b')
    expect(read(z.literal([1, 'one']), '1')).toBe(1)
    expect(read(z.enum(['a', 'b']), 'B')).toBeUndefined()
  })
  it('reads lists', () => {
    expect(read(z.array(z.int()), '1, 2,3')).toEqual([1, 2, 3])
    expect(read(z.array(z.string()), '["a,b", ""]')).toEqual(['a,b', ''])
    expect(read(z.array(z.int()), '[]')).toEqual([])
    expect(read(z.array(z.int()), '1,,2')).toBeUndefined()
    expect(read(z.array(z.int()), '["1"]')).toBeUndefined()
  })
  it('reads what is no single text as JSON', () => {
    expect(read(z.record(z.string(), z.int()), '{"a":1}')).toEqual({ a: 1 })
    expect(read(z.tuple([z.int(), z.string()]), '[1,"b"]')).toEqual([1, 'b'])
    expect(read(z.union([z.int(), z.string()]), '"5"')).toBe('5')
    expect(read(z.record(z.string(), z.int()), 'a=1')).toBeUndefined()
  })
  it('gives a codec the text', () => {
    expect(read(z.stringbool(), 'enabled')).toBe(true)
    expect(read(z.string().transform(Number), '0x10')).toBe(16)
  })
})

const leaves: Readonly<Record<string, readonly [z.core.$ZodType, fc.Arbitrary<unknown>]>> = {
  number: [z.number(), fc.double({ noNaN: true, noDefaultInfinity: true })],
  int: [z.int(), fc.maxSafeInteger()],
  boolean: [mini.boolean(), fc.boolean()],
  bigint: [z.bigint(), fc.bigInt()],
  text: [z.string(), fc.string({ minLength: 1, unit: 'binary' })],
  enum: [z.enum(['a', 'B', '1']), fc.constantFrom('a', 'B', '1')],
  literal: [z.literal([1, 'two', true]), fc.constantFrom(1, 'two', true)],
  date: [
    z.date(),
    fc.date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') }),
  ],
  'list of texts': [z.array(z.string()), fc.array(fc.string({ unit: 'binary' }))],
  'list of numbers': [z.array(z.number()), fc.array(fc.integer())],
  'list of choices': [z.array(z.enum(['a', '[b'])), fc.array(fc.constantFrom('a', '[b'))],
  record: [
    z.record(z.string(), z.boolean()),
    fc.dictionary(
      fc.string().filter((key) => !/^(__proto__|constructor|prototype)$/.test(key)),
      fc.boolean(),
      { noNullPrototype: true },
    ),
  ],
  tuple: [z.tuple([z.int(), z.string()]), fc.tuple(fc.integer(), fc.string())],
  union: [z.union([z.int(), z.string()]), fc.oneof(fc.integer(), fc.string())],
  codec: [z.stringbool(), fc.boolean()],
  optional: [z.int().optional(), fc.integer()],
  default: [z.int().default(5), fc.integer()],
  nullable: [z.nullable(z.int()), fc.integer()],
  readonly: [z.array(z.int()).readonly(), fc.array(fc.integer())],
}

describe('written as the environment writes it, and read again', () => {
  it.each(Object.entries(leaves))('%s: the value is the same', (_, [schema, values]) => {
    const definition = defineConfig({ schema: mini.object({ value: schema as mini.ZodMiniType }) })
    const [leaf] = definition.plan.leaves
    fc.assert(
      fc.property(values, (value) => {
        const text = leaf?.field.write(value) ?? ''
        expect(loadConfig(definition, { env: { VALUE: text } }).config.value).toStrictEqual(value)
      }),
    )
  })
})
