import { isSecret, type Secret, secret as secretOf } from '@sallyport/core'
import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'

/** What {@link secret} takes. */
export interface SecretOptions extends Omit<FieldOptions<Secret>, 'default'> {
  /** In UTF-16 units. @default 1 */
  readonly minLength?: number
  /** For development; production refuses what can be guessed. */
  readonly default?: string
}

/**
 * A `Secret`: it prints nowhere, and `reveal()` is the only way out. Its text may not begin or end
 * with white space, as one read from a file does whose last line was forgotten. `NAME_FILE` may name
 * a file that holds it.
 *
 * @example
 * ```ts
 * import { fields, secret } from '@sallyport/config-validation'
 *
 * const key = secret({ minLength: 16, help: 'Signs the sessions.' })
 * const value = fields.get(key)?.read('7c1e5a90d2b34f6889ab')
 * console.log(`${value}`, fields.get(key)?.read('short'), fields.get(key)?.read(' 7c1e5a90d2b34f6889ab\n'))
 * // prints: [secret] undefined undefined
 * ```
 */
export function secret(options: SecretOptions = {}): z.ZodMiniType<Secret> {
  const { minLength = 1, ...others } = options
  if (!(Number.isSafeInteger(minLength) && minLength > 0)) {
    throw new RangeError(
      `config-validation: "minLength" of secret() must be a whole number > 0, got ${minLength}`,
    )
  }
  const least = minLength > 1 ? ` of at least ${minLength} characters` : ''
  return secretText(
    {
      kind: 'secret',
      expected: `a secret${least}, without white space around it`,
      isText: (text) => text.length >= minLength && text === text.trim(),
      jsonSchema: { minLength },
    },
    others,
  )
}

/** What is known of a secret's text. */
export interface SecretText {
  readonly kind: string
  readonly expected: string
  isText(text: string): boolean
  readonly jsonSchema: { readonly [name: string]: string | number }
}

/** The field of a secret with a text of this kind. */
export function secretText(
  { kind, expected, isText, jsonSchema }: SecretText,
  { default: fallback, ...others }: Omit<FieldOptions<Secret>, 'default'> & { default?: string },
): z.ZodMiniType<Secret> {
  const schema: z.ZodMiniType<Secret> = z.custom<Secret>((value) => {
    const text = isSecret(value) ? value.reveal() : undefined
    return typeof text === 'string' && isText(text)
  })
  return makeField(
    schema,
    {
      ...{ kind, expected, isSecret: true, isTextInFiles: true },
      read: (text) => (isText(text) ? secretOf(text) : undefined),
      // Whoever writes a secret by mistake writes none.
      write: String,
      jsonSchema: { type: 'string', ...jsonSchema, writeOnly: true },
    },
    { ...others, ...(fallback !== undefined && { default: secretOf(fallback) }) },
  )
}
