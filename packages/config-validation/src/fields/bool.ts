import * as z from 'zod/mini'
import { readBoolean } from '../words.ts'
import { type FieldOptions, makeField } from './make-field.ts'

/**
 * Yes or no. As text `true`, `false`, `1`, `0`, `yes`, `no`, `on` or `off`, in lower or upper case and
 * nothing else; in a file a boolean, so that the text `"false"` is an error there and never true.
 *
 * @example
 * ```ts
 * import { bool, fields } from '@sallyport/config-validation'
 *
 * const field = fields.get(bool())
 * console.log(['true', 'OFF', '0', 'enabled', ''].map((text) => field?.read(text)))
 * // prints: [ true, false, false, undefined, undefined ]
 * ```
 */
export function bool(options: FieldOptions<boolean> = {}): z.ZodMiniType<boolean> {
  const schema: z.ZodMiniType<boolean> = z.boolean()
  const expected = 'true or false (1, 0, yes, no, on, off)'
  return makeField(schema, { kind: 'bool', expected, read: readBoolean, write: String }, options)
}
