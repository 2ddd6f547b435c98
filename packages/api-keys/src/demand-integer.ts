/** Throws for what is no whole number within bounds. */
export function demandInteger(
  option: string,
  given: unknown,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(given) && (given as number) >= least && (given as number) <= most) return
  throw new RangeError(
    `api-keys: "${option}" must be an integer from ${least} to ${most}, got ${String(given)}`,
  )
}
