const written = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
const whole = /^-?\d+$/
/** More than any number needs. */
const longest = 400

/**
 * A number as everybody writes it: no hexadecimal, no exponent, no spaces, no leading zeros (which some
 * read as octal), and no digits that would be lost.
 */
export function readDecimal(text: string): number | undefined {
  if (text.length > longest || !written.test(text)) return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  if (!Number.isFinite(value)) return undefined
  return whole.test(text) && BigInt(text) !== BigInt(value) ? undefined : value
}

/** The number without an exponent, so that {@link readDecimal} gives it back. */
export function writeDecimal(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const [, sign = '', first = '', rest = '', power] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? []
  if (power === undefined) return String(value)
  const places = Number(power)
  const digits = first + rest
  if (places < 0) return `${sign}0.${'0'.repeat(-places - 1)}${digits}`
  // From 1e21 on, where exponents begin, a double is whole: its own digits, not the shortest ones.
  return BigInt(value).toString()
}

/** A whole number of any size. */
export function readBigInt(text: string): bigint | undefined {
  return text.length <= longest && /^-?(?:0|[1-9]\d*)$/.test(text) ? BigInt(text) : undefined
}
