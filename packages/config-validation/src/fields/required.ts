import * as z from 'zod/mini'
import { type Field, fields, listNeeds } from '../field.ts'
import { unwrap } from '../unwrap.ts'

/**
 * A field that must be there when another value is true, or is anything but a boolean and set: an
 * integration's key, once the integration is enabled. Its type is optional.
 *
 * @param path - The other value, from the root: `airtable.enabled`.
 *
 * @example
 * ```ts
 * import { bool, requiredWhen, secret } from '@sallyport/config-validation'
 * import * as z from 'zod'
 *
 * const schema = z.object({
 *   airtable: z.object({
 *     enabled: bool({ default: false }),
 *     key: requiredWhen('airtable.enabled', secret()),
 *   }),
 * })
 * console.log(schema.parse({ airtable: {} })) // prints: { airtable: { enabled: false } }
 * ```
 */
export function requiredWhen<S extends z.core.$ZodType>(
  path: string,
  field: S,
): z.ZodMiniOptional<S> {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError('config-validation: requiredWhen() needs the path of another value')
  }
  return required('requiredWhen', field, { when: path })
}

/** A field that must be there in production, and wherever no profile is said. Its type is optional. */
export function requiredInProduction<S extends z.core.$ZodType>(field: S): z.ZodMiniOptional<S> {
  return required('requiredInProduction', field, 'production')
}

function required<S extends z.core.$ZodType>(
  where: string,
  schema: S,
  when: NonNullable<Field['required']>,
): z.ZodMiniOptional<S> {
  const { field, element } = unwrap(schema)
  if (field === undefined && element === undefined) {
    throw new TypeError(
      `config-validation: ${where}() takes a field of this package, such as text(), or a list`,
    )
  }
  if (z.safeParse(schema, undefined).success) {
    throw new TypeError(
      `config-validation: ${where}() takes a field that can be missing, got one with a default`,
    )
  }
  const optional = z.optional(schema)
  if (field) fields.add(optional, { ...field, required: when })
  else listNeeds.add(optional, { required: when })
  return optional
}
