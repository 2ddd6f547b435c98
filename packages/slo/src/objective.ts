import { decimal, type Fraction, fraction, toNumber } from './fraction.ts'

/** An objective, exactly: `99.9` is 999/1000. Decisions multiply; nothing divides. */
export interface Objective extends Fraction {
  /** As it was written, without needless zeros: `99.9`. */
  readonly percent: string
}

/**
 * Reads an objective in percent: `'99.9'`, `'99.9%'`, or a number, whose shortest decimal is meant. 100
 * is allowed. What is not above 1 was probably meant as a share, and is refused.
 *
 * @example
 * ```ts
 * import { parseObjective } from '@sallyport/slo'
 *
 * const { numerator, denominator, percent } = parseObjective('99.90%')
 * console.log(numerator, denominator, percent) // prints: 999n 1000n 99.9
 * ```
 */
export function parseObjective(given: string | number): Objective {
  return percentOf('slo: an objective', given)
}

/** {@link parseObjective}, for what is said to be one. */
export function percentOf(what: string, given: string | number): Objective {
  const text = typeof given === 'string' ? given.replace(/%$/, '') : given
  const share = decimal(text)
  if (share === undefined)
    throw new TypeError(`${what} must be a percentage such as "99.9", got ${JSON.stringify(given)}`)
  const { numerator, denominator } = share
  if (numerator > 100n * denominator || numerator === 0n)
    throw new RangeError(`${what} must be above 0 and at most 100, got ${given}`)
  if (numerator <= denominator) {
    const meant = toNumber({ numerator: numerator * 100n, denominator })
    throw new RangeError(`${what} must be in percent, got ${given}; did you mean ${meant}?`)
  }
  return Object.freeze({
    ...fraction(numerator, denominator * 100n),
    percent: String(text)
      .replace(/^0+(?=\d)/, '')
      .replace(/\.0+$|(\.\d*[1-9])0+$/, '$1'),
  })
}
