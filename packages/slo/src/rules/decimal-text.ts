import { type Fraction, toNumber } from '../fraction.ts'

/** A fraction as a decimal: exactly where one says it, else the nearest double's. */
export function decimalText(given: Fraction): string {
  const { numerator, denominator } = given
  let [scale, places] = [1n, 0]
  while (scale % denominator !== 0n) {
    if (places === 40) return String(toNumber(given))
    scale *= 10n
    places++
  }
  const digits = String((numerator * scale) / denominator).padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}
