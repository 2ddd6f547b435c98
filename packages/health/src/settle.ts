import { demandOptions } from '@sallyport/core'

/**
 * The options with their defaults; throws for one that there is not.
 *
 * @param others - The options without a default.
 */
export function settle<T extends object>(
  where: string,
  defaults: T,
  options: object,
  others: readonly string[] = [],
): T {
  demandOptions(where, options, [...Object.keys(defaults), ...others])
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(given) }
}

/** Throws for a number that is none, too small, or longer than timers wait. */
export function demandAtLeast<T extends object>(
  where: string,
  settings: T,
  least: { readonly [K in keyof T]?: number },
): void {
  for (const [name, min] of Object.entries(least)) {
    const value: unknown = settings[name as keyof T]
    const isRight = typeof value === 'number' && value >= (min as number) && value < 2 ** 31
    if (value === undefined || isRight) continue
    const range = `a number >= ${min} and < 2 ** 31`
    throw new RangeError(`${where}: "${name}" must be ${range}, got ${String(value)}`)
  }
}
