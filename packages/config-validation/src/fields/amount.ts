import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'

/** A number that is written with units, as durations and sizes are. */
export interface Amount {
  readonly kind: 'duration' | 'bytes'
  /** `a duration such as 250ms or 1h30m` */
  readonly expected: string
  read(text: string): number | undefined
  write(value: number): string
  /** What `read` takes, for JSON Schema. */
  readonly pattern: string
}

/** What fields of amounts take; a bound or a default may be written as its text. */
export interface AmountOptions extends Omit<FieldOptions<number>, 'default'> {
  readonly default?: number | string
  /** The least that is allowed. @default 0 */
  readonly min?: number | string
  /** The most that is allowed. @default 2^53 - 1 */
  readonly max?: number | string
}

/** The field of an amount. In a file a number is taken as the smallest unit. */
export function amountField(amount: Amount, options: AmountOptions): z.ZodMiniType<number> {
  const { default: fallback, min = 0, max = Number.MAX_SAFE_INTEGER, ...others } = options
  const least = amountOf(amount, 'min', min)
  const most = amountOf(amount, 'max', max)
  const { kind, write, pattern } = amount
  if (least > most) {
    throw new RangeError(`config-validation: ${kind}() needs "min" <= "max", got ${min} and ${max}`)
  }
  const bounds = [
    ...(options.min === undefined ? [] : [`at least ${write(least)}`]),
    ...(options.max === undefined ? [] : [`at most ${write(most)}`]),
  ]
  const schema: z.ZodMiniType<number> = z.int().check(z.gte(least), z.lte(most))
  const read = (text: string): number | undefined => {
    const value = amount.read(text)
    return value !== undefined && value >= least && value <= most ? value : undefined
  }
  const number = { type: 'integer', minimum: least, maximum: most }
  return makeField(
    schema,
    {
      ...{ kind, read, write, isTextInFiles: true },
      expected: [amount.expected, ...bounds].join(', '),
      jsonSchema: { anyOf: [{ type: 'string', pattern }, number] },
    },
    {
      ...others,
      ...(fallback !== undefined && { default: amountOf(amount, 'default', fallback) }),
    },
  )
}

function amountOf(amount: Amount, option: string, given: number | string): number {
  const value = typeof given === 'string' ? amount.read(given) : given
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value
  throw new RangeError(
    `config-validation: "${option}" of ${amount.kind}() must be ${amount.expected}, got ${JSON.stringify(given)}`,
  )
}
