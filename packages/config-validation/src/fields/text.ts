import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'

/** What {@link text} takes. */
export interface TextOptions extends FieldOptions<string> {
  /** In UTF-16 units. @default 1 */
  readonly minLength?: number
  /** In UTF-16 units. @default 65536 */
  readonly maxLength?: number
  /** What the whole of it must look like. Without flags, as JSON Schema has none. @default anything */
  readonly pattern?: RegExp
  /** Says what the pattern asks for: `a name in lower case`. @default 'a text that matches …' */
  readonly expected?: string
}

/**
 * A text.
 *
 * @throws TypeError for a pattern with flags, RangeError for lengths that are none.
 */
export function text(options: TextOptions = {}): z.ZodMiniType<string> {
  const { minLength = 1, maxLength = 65_536, pattern, expected, ...others } = options
  if (!(Number.isSafeInteger(minLength) && minLength >= 0 && maxLength >= minLength)) {
    throw new RangeError(
      `config-validation: text() needs 0 <= "minLength" <= "maxLength", got ${minLength} and ${maxLength}`,
    )
  }
  if (pattern !== undefined && pattern.flags !== '') {
    throw new TypeError(`config-validation: "pattern" of text() must have no flags, got ${pattern}`)
  }
  const whole = pattern && new RegExp(`^(?:${pattern.source})$`)
  const schema = z.string().check(z.minLength(minLength), z.maxLength(maxLength))
  const own: z.ZodMiniType<string> = whole ? schema.check(z.regex(whole)) : schema
  const read = (given: string): string | undefined =>
    given.length >= minLength && given.length <= maxLength && (whole?.test(given) ?? true)
      ? given
      : undefined
  const sentence =
    expected ??
    (pattern
      ? `a text that matches ${pattern.source}`
      : options.minLength === undefined && options.maxLength === undefined
        ? 'a text'
        : `a text of ${minLength} to ${maxLength} characters`)
  return makeField(own, { kind: 'text', expected: sentence, read, write: String }, others)
}
