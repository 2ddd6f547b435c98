import type * as z from 'zod/mini'
import { type Amount, type AmountOptions, amountField } from './amount.ts'
import { readWhole } from './int.ts'

/**
 * How many bytes. As text a whole number alone or with `B`, `kB` (also `KB`), `MB`, `GB`, `TB`, which
 * are powers of ten, or `KiB`, `MiB`, `GiB`, `TiB`, which are powers of two.
 *
 * @example
 * ```ts
 * import { bytes, fields } from '@sallyport/config-validation'
 *
 * const limit = fields.get(bytes({ default: '10MB' }))
 * console.log(['10MB', '10MiB', '512', '10mb'].map((text) => limit?.read(text)))
 * // prints: [ 10000000, 10485760, 512, undefined ]
 * ```
 */
export function bytes(options: AmountOptions = {}): z.ZodMiniType<number> {
  return amountField(amount, options)
}

const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ...['k', 'M', 'G', 'T'].map((of, i): [string, number] => [`${of}B`, 1000 ** (i + 1)]),
  ...['K', 'M', 'G', 'T'].map((of, i): [string, number] => [`${of}iB`, 1024 ** (i + 1)]),
  ['KB', 1000],
])
const pattern = '^(0|[1-9]\\d{0,15})(B|[kKMGT]B|[KMGT]iB)?$'
const form = new RegExp(pattern)

const amount: Amount = {
  kind: 'bytes',
  expected: 'a size such as 512, 10MB or 10MiB',
  pattern,
  read(text) {
    const [, count, unit = ''] = form.exec(text) ?? []
    const value = Number(count) * (units.get(unit) ?? Number.NaN)
    return Number.isSafeInteger(value) ? value : undefined
  },
  write(value) {
    const texts = [...units].flatMap(([unit, size]) =>
      value % size === 0 ? [`${value / size}${unit}`] : [],
    )
    return texts.reduce((best, text) => (digits(text) < digits(best) ? text : best))
  },
}

const digits = (text: string): number => readWhole(text.replace(/\D+$/, '')) ?? 0
