import { demandOptions } from '@sallyport/core'

/** Throws for an option that there is not, and for a threshold that is none. */
export function demandThresholds(
  check: string,
  options: object,
  thresholds: Readonly<Record<string, number>>,
  others: readonly string[],
): void {
  const where = `health: ${check}()`
  demandOptions(where, options, [...Object.keys(thresholds), ...others])
  for (const [name, value] of Object.entries(thresholds)) {
    if (typeof value === 'number' && value >= 0) continue
    throw new RangeError(`${where}: "${name}" must be a number >= 0, got ${String(value)}`)
  }
}
