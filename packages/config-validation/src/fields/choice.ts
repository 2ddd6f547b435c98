import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'

/**
 * One of these words, as they are written.
 *
 * @example
 * ```ts
 * import { choice, fields } from '@sallyport/config-validation'
 *
 * const store = fields.get(choice(['memory', 'redis']))
 * console.log(store?.expected, store?.read('Redis')) // prints: memory or redis undefined
 * ```
 */
export function choice<const W extends string>(
  words: readonly [W, ...W[]],
  options: FieldOptions<W> = {},
): z.ZodMiniType<W> {
  if (!Array.isArray(words) || words.length === 0 || new Set(words).size < words.length) {
    throw new TypeError('config-validation: choice() needs a list of words, each of them once')
  }
  const schema: z.ZodMiniType<W> = z.literal([...words])
  const expected = new Intl.ListFormat('en', { type: 'disjunction' }).format(words)
  const read = (text: string): W | undefined => words.find((word) => word === text)
  return makeField(schema, { kind: 'choice', expected, read, write: String }, options)
}
