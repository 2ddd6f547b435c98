/**
 * A number in ASCII decimal without leading zeros. Sizes and indexes are numbers: what is above 2^53 - 1
 * is refused, never rounded, and no log has come near it.
 */
export function parseDecimal(text: string): number | undefined {
  const value = Number(text)
  return Number.isSafeInteger(value) && value >= 0 && String(value) === text ? value : undefined
}
