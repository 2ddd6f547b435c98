/** A test spreads its manual time into whatever takes time, also where only a part of it is used. */
const timeNames = ['clock', 'monotonic', 'timers', 'advance', 'step']

/**
 * Throws for an option that there is not: what a mistyped one was to guard would stand open, and nobody
 * hear of it. A `manualTime()` may be spread into any options.
 *
 * @param where - Who takes them, with its package: `limits: rateLimit()`.
 *
 * @throws TypeError naming the option, and those that there are.
 *
 * @example
 * ```ts
 * import { demandOptions } from '@sallyport/core'
 *
 * try {
 *   demandOptions('shop: openShop()', { timeoutMS: 5 }, ['timeoutMs'])
 * } catch (error) {
 *   console.log(String(error)) // prints: TypeError: shop: openShop() has no option "timeoutMS"; there are timeoutMs
 * }
 * ```
 */
export function demandOptions(where: string, given: unknown, names: readonly string[]): void {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(
      `${where} takes an object of options, got ${given === null ? 'null' : `a ${typeof given}`}`,
    )
  }
  const known = [...names, ...timeNames]
  const other = Object.keys(given).find((name) => !known.includes(name))
  if (other === undefined) return
  throw new TypeError(
    `${where} has no option ${JSON.stringify(other)}; there are ${names.join(', ')}`,
  )
}
