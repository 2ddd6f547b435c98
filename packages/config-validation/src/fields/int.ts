import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'

/** What {@link int} takes. */
export interface IntOptions extends FieldOptions<number> {
  /** @default the least whole number that is exact, -(2^53 - 1) */
  readonly min?: number
  /** @default the greatest whole number that is exact, 2^53 - 1 */
  readonly max?: number
}

/**
 * A whole number. As text in plain decimal: no sign but `-`, no leading zero, no exponent, no space.
 *
 * @example
 * ```ts
 * import { fields, int } from '@sallyport/config-validation'
 *
 * const workers = fields.get(int({ min: 1, max: 64, default: 4, help: 'How many work at once.' }))
 * console.log(workers?.read('8'), workers?.read('08')) // prints: 8 undefined
 * ```
 *
 * @throws RangeError for a range that is none, or a default outside of it.
 */
export function int(options: IntOptions = {}): z.ZodMiniType<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, ...others } = options
  if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min <= max)) {
    throw new RangeError(
      `config-validation: int() needs whole numbers with "min" <= "max", got ${min} and ${max}`,
    )
  }
  const range =
    options.min === undefined
      ? options.max === undefined
        ? ''
        : `, at most ${max}`
      : options.max === undefined
        ? `, at least ${min}`
        : `, ${min} to ${max}`
  return wholeNumber({ kind: 'int', expected: `a whole number${range}`, min, max }, others)
}

/** A field of whole numbers in a range. */
export function wholeNumber(
  { kind, expected, min, max }: { kind: string; expected: string; min: number; max: number },
  options: FieldOptions<number>,
): z.ZodMiniType<number> {
  const schema: z.ZodMiniType<number> = z.int().check(z.gte(min), z.lte(max))
  const read = (text: string): number | undefined => {
    const value = readWhole(text)
    return value !== undefined && value >= min && value <= max ? value : undefined
  }
  return makeField(schema, { kind, expected, read, write: String }, options)
}

const whole = /^(?:0|-?[1-9]\d{0,15})$/

/** The whole number that plain decimal digits stand for, if it is exact. */
export function readWhole(text: string): number | undefined {
  const value = whole.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : undefined
}
