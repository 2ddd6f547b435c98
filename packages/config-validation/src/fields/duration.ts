import type * as z from 'zod/mini'
import { type Amount, type AmountOptions, amountField } from './amount.ts'

/**
 * How long, in milliseconds. As text in whole `d`, `h`, `m`, `s` and `ms`, each at most once and the
 * greater first: `250ms`, `5m`, `1h30m`. A text without a unit is none; in a file a number is
 * milliseconds.
 *
 * @example
 * ```ts
 * import { duration, fields } from '@sallyport/config-validation'
 *
 * const timeout = fields.get(duration({ max: '1h' }))
 * console.log(timeout?.read('1m30s'), timeout?.read('30'), timeout?.read('2h')) // prints: 90000 undefined undefined
 * console.log(timeout?.write(90_000)) // prints: 1m30s
 * ```
 */
export function duration(options: AmountOptions = {}): z.ZodMiniType<number> {
  return amountField(amount, options)
}

const units: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]
const pattern = `^(?=.)${units.map(([unit]) => `(?:(0|[1-9]\\d{0,15})${unit})?`).join('')}$`
const form = new RegExp(pattern)

const amount: Amount = {
  kind: 'duration',
  expected: 'a duration such as 250ms, 5m or 1h30m',
  pattern,
  read(text) {
    const found = form.exec(text)
    if (found === null) return undefined
    const total = units.reduce((sum, [, ms], i) => sum + Number(found[i + 1] ?? 0) * ms, 0)
    return Number.isSafeInteger(total) ? total : undefined
  },
  write(value) {
    let left = value
    let text = ''
    for (const [unit, ms] of units) {
      const count = Math.floor(left / ms)
      if (count > 0) text += `${count}${unit}`
      left -= count * ms
    }
    return text || '0ms'
  },
}
