const written = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
const whole = /^-?\d+$/
/** More than any number needs. */
const longest = 400

// Most are: a port, a count, a size. An expression costs ten times as much.
function isSmall(text: string): boolean {
  const { length } = text
  if (length === 0 || length > 9 || (length > 1 && text.charCodeAt(0) === 48)) return false
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}

/**
 * A number as everybody writes it: no hexadecimal, no exponent, no spaces, no leading zeros (which some
 * read as octal), and no digits that would be lost.
 */
export function readDecimal(text: string): number | undefined {
  if (isSmall(text)) return Number(text)
  if (text.length > longest || !written.test(text)) return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  if (!Number.isFinite(value)) return undefined
  return whole.test(text) && BigInt(text) !== BigInt(value) ? undefined : value
}

/** The number without an exponent, so that {@link readDecimal} gives it back. */
export function writeDecimal(value: number): string {
  if (Object.is(value, -0)) return '-0'
  // A double beyond 2^53 is whole: its own digits, not the shortest ones, which are another number's.
  if (Number.isInteger(value)) return BigInt(value).toString()
  const [, sign = '', first = '', rest = '', places] =
    /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(String(value)) ?? []
  if (places === undefined) return String(value)
  return `${sign}0.${'0'.repeat(Number(places) - 1)}${first}${rest}`
}

/** A whole number of any size. */
export function readBigInt(text: string): bigint | undefined {
  return text.length <= longest && /^-?(?:0|[1-9]\d*)$/.test(text) ? BigInt(text) : undefined
}
