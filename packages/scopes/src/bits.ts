/** A set of numbers, 32 to a word. Never handed out: a typed array cannot be frozen. */
export type Bits = Uint32Array

/** An empty set of numbers below `size`. */
export const noBits = (size: number): Bits => new Uint32Array(Math.ceil(size / 32))

/** The word that a number is in. */
export const wordOf = (index: number): number => index >>> 5

/** The number's one bit in its word. */
export const maskOf = (index: number): number => 1 << (index & 31)

/** Whether the number is in the set. */
export const hasBit = (bits: Bits, index: number): boolean =>
  ((bits[wordOf(index)] as number) & maskOf(index)) !== 0

/** Puts a number into the set. */
export function setBit(bits: Bits, index: number): void {
  bits[wordOf(index)] = (bits[wordOf(index)] as number) | maskOf(index)
}

/** Puts all the others into the set. */
export function addBits(bits: Bits, others: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) | (others[i] as number)
}

/** Takes out of the set whatever is not in the others too. */
export function keepBits(bits: Bits, others: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) & (others[i] as number)
}
