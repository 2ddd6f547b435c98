/** The option, if it is one of these. */
export function oneOf<T extends string>(option: string, given: T, those: readonly T[]): T {
  if (those.includes(given)) return given
  throw new TypeError(`slo: "${option}" must be one of ${those.join(', ')}, got ${String(given)}`)
}

/** The option, if it is so many. */
export function atLeastOne(option: string, given: number): number {
  if (Number.isSafeInteger(given) && given >= 1) return given
  throw new RangeError(`slo: "${option}" must be a whole number from 1, got ${String(given)}`)
}
