import * as z from 'zod/mini'
import { type Field, fields } from '../field.ts'

/** What every field takes. */
export interface FieldOptions<T> {
  /** What it is when nothing says it. @default none: it must be said */
  readonly default?: T
  /** One sentence for whoever sets it. */
  readonly help?: string
  /** What `.env.example` shows. @default the default, or a placeholder */
  readonly example?: string
  /** A reload alone does not change it: the process must start again. @default false */
  readonly needsRestart?: boolean
}

/** A schema that the registry knows as a field. Throws for options that cannot be right. */
export function makeField<T>(
  schema: z.ZodMiniType<T>,
  own: Field<T>,
  { help, example, needsRestart = false, default: fallback, ...more }: FieldOptions<T>,
): z.ZodMiniType<T> {
  const { kind, expected, isSecret = false } = own
  const [unknown] = Object.keys(more)
  if (unknown !== undefined) {
    throw new TypeError(`config-validation: ${kind}() takes no option "${unknown}"`)
  }
  const isExample = example === undefined || (typeof example === 'string' && example !== '')
  if (!isExample || (!isSecret && example !== undefined && own.read(example) === undefined)) {
    throw new RangeError(
      `config-validation: "example" of ${kind}() must be the text of ${expected}${got(isSecret, example)}`,
    )
  }
  const field = { ...(own as Field), help, example, needsRestart }
  fields.add(schema, field)
  if (fallback === undefined) return schema
  const parsed = schema.safeParse(fallback)
  if (!parsed.success) {
    throw new RangeError(
      `config-validation: "default" of ${kind}() must be ${expected}${got(isSecret, fallback)}`,
    )
  }
  const withDefault = z._default(schema, parsed.data as z.core.util.NoUndefined<T>)
  fields.add(withDefault, field)
  return withDefault
}

const got = (isSecret: boolean, value: unknown): string =>
  isSecret ? '' : `, got ${JSON.stringify(value) ?? String(value)}`
