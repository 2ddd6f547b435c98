import { type Field, fields } from '@sallyport/config-validation'
import { isSecret, type Secret, secret } from '@sallyport/core'
import * as z from 'zod/mini'

/** A secret, as the fields of this package are made. */
export function secretField(more: Partial<Field> = {}): z.ZodMiniType<Secret> {
  const schema = z.custom<Secret>((value) => isSecret(value))
  const field: Field = {
    kind: 'secret',
    expected: 'a secret',
    read: (text) => secret(text),
    write: () => '',
    isTextInFiles: true,
    isSecret: true,
    ...more,
  }
  fields.add(schema, field)
  return schema
}
