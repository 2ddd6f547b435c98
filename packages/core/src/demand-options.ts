/** What the time of a test consists of: it may be given as a whole wherever part of it is taken. */
const ofTime: readonly string[] = ['clock', 'monotonic', 'timers', 'advance', 'step']

/**
 * Throws for an option that there is not: what a mistyped one was to guard would stand open, and nobody
 * hear of it. Where there is a `clock`, `monotonic` or `timers`, a whole `manualTime()` may be spread.
 *
 * @param where - Who takes them, with its package: `limits: rateLimit()`.
 *
 * @throws TypeError naming those that there are, and the one that there is not.
 *
 * @example
 * ```ts
 * import { demandOptions } from '@sallyport/core'
 *
 * try {
 *   demandOptions('shop: openShop()', { timeoutMS: 5 }, ['timeoutMs'])
 * } catch (error) {
 *   console.log(String(error)) // prints: TypeError: shop: openShop() takes only timeoutMs, got "timeoutMS"
 * }
 * ```
 */
export function demandOptions(where: string, given: unknown, names: readonly string[]): void {
  if (typeof given !== 'object' || given === null) {
    const came = given === null ? 'null' : typeof given
    throw new TypeError(`${where} takes options by name, got ${came}`)
  }
  const known = names.some((name) => ofTime.includes(name)) ? [...names, ...ofTime] : names
  const other = Object.keys(given).find((name) => !known.includes(name))
  if (other === undefined) return
  throw new TypeError(`${where} takes only ${names.join(', ')}, got ${JSON.stringify(other)}`)
}
