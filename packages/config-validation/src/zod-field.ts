import type * as z from 'zod/mini'
import { encode } from 'zod/v4/core'
import { readBigInt, readDecimal, writeDecimal } from './decimal.ts'
import { expectationOf } from './expectation.ts'
import { type Field, verbatim } from './field.ts'
import { jsonField } from './json-field.ts'
import { unwrap } from './unwrap.ts'
import { readBoolean } from './words.ts'

type Reading = Pick<Field, 'read' | 'write' | 'isTextInFiles'>

/** How a leaf is written that is none of this package's fields: by its zod type. */
export function zodField(schema: z.core.$ZodType): Field {
  const { def } = (schema as z.core.$ZodTypes)._zod
  const expected = expectationOf(schema)
  // Coerced by zod, the text "false" would be true, and an empty one 0.
  const isTextInFiles = 'coerce' in def && def.coerce === true
  if (def.type === 'number') return { kind: 'number', expected, ...decimals, isTextInFiles }
  if (def.type === 'boolean') return { kind: 'boolean', expected, ...booleans, isTextInFiles }
  if (def.type === 'bigint') return { kind: 'bigint', expected, ...bigints }
  if (def.type === 'date') return { kind: 'date', expected, ...dates }
  if (def.type === 'enum') return choice(expected, Object.values(def.entries))
  if (def.type === 'literal') return choice(expected, def.values)
  if (def.type === 'pipe') return pipe(schema as z.core.$ZodPipe)
  if (isText(schema)) return { kind: 'text', expected, ...texts }
  return jsonField(expected)
}

const texts: Reading = { read: verbatim, write: String }
const decimals: Reading = { read: readDecimal, write: (value) => writeDecimal(Number(value)) }
const booleans: Reading = { read: readBoolean, write: String }
// JSON has no whole numbers of any size.
const bigints: Reading = { read: readBigInt, write: String, isTextInFiles: true }
const dates: Reading = {
  read: readDate,
  write: (value) => (value as Date).toISOString(),
  isTextInFiles: true,
}
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/

function readDate(text: string): Date | undefined {
  const date = iso.test(text) ? new Date(text) : undefined
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}

/** The value is one of a few, known by their texts; of texts, zod refuses what is none of them. */
function choice(expected: string, values: readonly unknown[]): Field {
  const isTexts = values.every((value) => typeof value === 'string')
  if (isTexts) return { kind: 'choice', expected, ...texts }
  const byText = new Map(values.map((value) => [String(value), value]))
  return { kind: 'choice', expected, read: (text) => byText.get(text), write: String }
}

/** Written as what goes in; what comes out is turned back where the schema can. */
function pipe(schema: z.core.$ZodPipe): Field {
  const { def } = schema._zod
  const { field, schema: within } = unwrap(def.in)
  const inner = field ?? zodField(within)
  const write = (value: unknown): string =>
    inner.write(def.reverseTransform ? encode(schema, value as never) : value)
  return { ...inner, write }
}

const textual = new Set(['string', 'template_literal', 'any', 'unknown', 'custom', 'transform'])

function isText(schema: z.core.$ZodType): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'union') return def.options.every(isChoiceOrText)
  return textual.has(def.type)
}

// Else "5" could be the text or the number, and nobody would know which.
function isChoiceOrText(schema: z.core.$ZodType): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'literal') return def.values.every((value) => typeof value === 'string')
  if (def.type === 'enum') return Object.values(def.entries).every((one) => typeof one === 'string')
  return def.type === 'string'
}

const plain = new Set([
  'string',
  'number',
  'boolean',
  'bigint',
  'enum',
  'literal',
  'template_literal',
])

/** Whether a leaf's value may be an object; of what is not known, it may. */
export function mayBeObject(schema: z.core.$ZodType): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'pipe') return mayBeObject(def.out)
  if ('innerType' in def) return mayBeObject(def.innerType)
  return !plain.has(def.type)
}
