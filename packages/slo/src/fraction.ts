/** A number, exactly. The denominator is above zero. */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** A fraction in its lowest terms. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  return { numerator: numerator / a, denominator: denominator / a }
}

/** The decimal that is written, exactly; a number stands for the shortest decimal that reads back as it. */
export function decimal(given: string | number): Fraction | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(String(given))
  if (match === null) return undefined
  const [, whole = '', part = ''] = match
  return fraction(BigInt(whole + part), 10n ** BigInt(part.length))
}

/** The nearest number, for reading: nothing is decided by it. */
export function toNumber({ numerator, denominator }: Fraction): number {
  const [above, below] = [Number(numerator), Number(denominator)]
  if (Number.isSafeInteger(above) && Number.isSafeInteger(below)) return above / below
  const bits = (n: bigint): number => n.toString(2).length
  // 64 bits of quotient hold more than a number does, and both fit into one however long they were.
  const shift = 64 - (bits(numerator < 0n ? -numerator : numerator) - bits(denominator))
  const scaled =
    shift > 0
      ? (numerator << BigInt(shift)) / denominator
      : numerator / (denominator << BigInt(-shift))
  return Number(scaled) * 2 ** -shift
}

/** Finite counts as integers in the same proportion: a double is an exact fraction of a power of two. */
export function integers(counts: readonly number[]): bigint[] {
  const doubled = counts.map((count) => {
    let [whole, times] = [count, 0]
    // Exact, down to the smallest of doubles: only its exponent changes.
    for (; !Number.isInteger(whole); times++) whole *= 2
    return { whole: BigInt(whole), times }
  })
  const most = Math.max(...doubled.map(({ times }) => times))
  return doubled.map(({ whole, times }) => whole << BigInt(most - times))
}
