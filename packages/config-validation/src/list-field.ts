import type * as z from 'zod/mini'
import { expectationOf } from './expectation.ts'
import type { Field } from './field.ts'
import { readJson } from './json-field.ts'

/** A list: `A,B`, or JSON where a text has commas or spaces of its own. */
export function listField(schema: z.core.$ZodType, item: Field): Field<unknown[]> {
  return {
    kind: 'list',
    expected: `${expectationOf(schema)} (A,B or JSON), each ${item.expected}`,
    read: (text) =>
      text.startsWith('[') ? readJsonList(text, item) : readAll(text.split(','), item),
    write: (values) => writeList(values, item),
    ...(item.isSecret === undefined ? {} : { isSecret: item.isSecret }),
  }
}

function readJsonList(text: string, item: Field): unknown[] | undefined {
  const values = readJson(text)
  return Array.isArray(values) ? values.map((value) => readItem(value, item)) : undefined
}

/** An item that a file, or JSON, has: its text is read where its field is written as text there. */
export function readItem(value: unknown, item: Field): unknown {
  if (typeof value !== 'string' || !item.isTextInFiles) return value
  return item.read(value) ?? value
}

/** Items that stand for themselves; undefined when one of them is not what it must be. */
export function readAll(texts: readonly string[], item: Field): unknown[] | undefined {
  const trimmed = texts.map((text) => text.trim())
  const values = trimmed.map((text) => (text === '' ? undefined : item.read(text)))
  return values.includes(undefined) ? undefined : values
}

function writeList(values: readonly unknown[], item: Field): string {
  const texts = values.map((value) => item.write(value))
  const isPlain = texts.every((text) => text !== '' && text === text.trim() && !text.includes(','))
  if (isPlain && texts.length > 0 && !texts[0]?.startsWith('[')) return texts.join(',')
  return JSON.stringify(item.isTextInFiles ? texts : values)
}
