import type { Field } from './field.ts'

/** A value that is no single text (a record, a union, a tuple): JSON in the environment. */
export function jsonField(expected: string): Field {
  return {
    kind: 'json',
    expected: `${expected}, as JSON`,
    read: readJson,
    write: (value) => JSON.stringify(value),
  }
}

/** What a text of JSON says; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
