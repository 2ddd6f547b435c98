import {
  bool,
  bytes,
  choice,
  duration,
  type Field,
  fields,
  int,
  logLevel,
  port,
  queueSize,
  secret,
  text,
  url,
} from '@sallyport/config-validation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'

/** Each field with values that it has. */
const all: readonly (readonly [name: string, z.ZodMiniType, fc.Arbitrary<unknown>])[] = [
  ['port', port(), fc.integer({ min: 1, max: 65_535 })],
  ['queueSize', queueSize(), fc.integer({ min: 1, max: 100_000 })],
  ['int', int(), fc.maxSafeInteger()],
  ['int in a range', int({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })],
  ['bool', bool(), fc.boolean()],
  ['duration', duration(), fc.maxSafeNat()],
  [
    'bytes',
    bytes(),
    fc.oneof(
      fc.maxSafeNat(),
      fc.nat(9).map((n) => n * 2 ** 40),
    ),
  ],
  ['logLevel', logLevel(), fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')],
  ['choice', choice(['a', 'b c']), fc.constantFrom('a', 'b c')],
  ['text', text(), fc.string({ minLength: 1 })],
  ['url', url(), fc.webUrl()],
]
const fieldOf = (schema: z.ZodMiniType): Field => fields.get(schema) as Field

/** Texts near to what fields take. */
const texts = fc.oneof(
  fc.string(),
  fc.stringMatching(/^-?[0-9]{1,17}(ms|[dhms]|[kKMGT]?i?B)?$/),
  fc.stringMatching(/^([0-9]{1,3}d)?([0-9]{1,3}h)?([0-9]{1,3}m)?([0-9]{1,3}s)?([0-9]{1,3}ms)?$/),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom('true', 'OFF', 'info', 'Debug', 'a', 'b c', 'https://u:p@a.b'),
)

describe('every field', () => {
  it.each(all)('%s reads what it writes', (_, schema, values) => {
    const { read, write } = fieldOf(schema)
    fc.assert(
      fc.property(values, (value) => {
        expect(schema.safeParse(value).success).toBe(true)
        expect(read(write(value))).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ...all.map(([name, schema]) => [name, schema] as const),
    ['secret', secret({ minLength: 4 }) as z.ZodMiniType] as const,
  ])('%s reads no text into a value that its schema refuses', (_, schema) => {
    const { read } = fieldOf(schema)
    fc.assert(
      fc.property(texts, (given) => {
        const value = read(given)
        expect(value === undefined || schema.safeParse(value).success, given).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it.each(all)('%s keeps what it knows inside wrappers and checks', (_, schema) => {
    expect(fieldOf(schema.check(z.refine(() => true))).kind).toBe(fieldOf(schema).kind)
  })

  it.each([
    ['a default out of range', () => port({ default: 0 })],
    ['a default of another kind', () => bool({ default: 'false' as never })],
    ['a default without a unit', () => duration({ default: '30' })],
    ['a default out of bounds', () => bytes({ default: '2MB', max: '1MB' })],
    ['a log level that is none', () => logLevel({ default: 'info' as never })],
    ['a URL without a host', () => url({ default: 'https://' })],
    ['an example that is none', () => port({ example: '65536' })],
    ['an empty example', () => secret({ example: '' })],
    ['bounds that are crossed', () => duration({ min: '2s', max: '1s' })],
    ['a length that is none', () => secret({ minLength: 0 })],
  ])('throws for %s when it is defined', (_, define) => {
    expect(define).toThrow(/^config-validation: /)
  })

  it('takes no option that it does not know', () => {
    expect(() => port({ defualt: 3 } as never)).toThrow(
      new TypeError('config-validation: port() takes no option "defualt"'),
    )
  })

  it('says what it must be, without a value', () => {
    expect(all.map(([, schema]) => fieldOf(schema).expected)).toMatchInlineSnapshot(`
      [
        "a port, 1 to 65535",
        "a queue size, 1 to 100000",
        "a whole number",
        "a whole number, -5 to 5",
        "true or false (1, 0, yes, no, on, off)",
        "a duration such as 250ms, 5m or 1h30m",
        "a size such as 512, 10MB or 10MiB",
        "a log level: DEBUG, INFO, WARNING, ERROR or CRITICAL",
        "a or b c",
        "a text",
        "a URL that begins with https:// or http://, without user or password",
      ]
    `)
  })
})

describe('JSON Schema', () => {
  it.each(all)('%s can be represented, and agrees with the texts it reads', (_, schema, values) => {
    const { jsonSchema, read, isTextInFiles } = fieldOf(schema)
    const json = jsonSchema ?? z.toJSONSchema(schema, { io: 'input' })
    const pattern = JSON.stringify(json).match(/"pattern":("(?:[^"\\]|\\.)*")/)?.[1]
    expect(Object.keys(json).length).toBeGreaterThan(0)
    if (pattern === undefined || !isTextInFiles) return
    const form = new RegExp(JSON.parse(pattern), 'u')
    fc.assert(
      fc.property(fc.oneof(texts, values.map(fieldOf(schema).write)), (given) => {
        // The pattern cannot say what overflows.
        expect(read(given) === undefined || form.test(given), given).toBe(true)
      }),
    )
  })
})
