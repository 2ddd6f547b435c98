import { hash } from 'node:crypto'

/**
 * A set of texts that may say yes to one that is not in it, and never no to one that is (a Bloom filter):
 * a power of two of bytes, at least 64.
 */
export type Bloom = Uint8Array

const looks = 6
const least = 64

/** An empty one for the ids in so many bytes of entries: about ten bits for each. */
export function bloomFor(bytes: number): Bloom {
  let length = least
  while (length * 128 < bytes) length *= 2
  return new Uint8Array(length)
}

/** Whether bytes have the length of one. */
export const isBloom = ({ length }: Uint8Array): boolean =>
  length >= least && Number.isInteger(Math.log2(length))

/** Puts a text into it. */
export function addTo(bloom: Bloom, text: string): void {
  for (const bit of bitsOf(text, bloom.length)) {
    bloom[bit >>> 3] = (bloom[bit >>> 3] as number) | (1 << (bit & 7))
  }
}

/** Whether a text may be in it. */
export const mayHold = (bloom: Bloom, text: string): boolean =>
  bitsOf(text, bloom.length).every((bit) => ((bloom[bit >>> 3] as number) & (1 << (bit & 7))) !== 0)

function bitsOf(text: string, length: number): readonly number[] {
  const digest = Buffer.from(hash('sha256', text, 'binary'), 'latin1')
  return Array.from({ length: looks }, (_, i) => digest.readUInt32LE(4 * i) % (length * 8))
}
