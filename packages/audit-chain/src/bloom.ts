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
  const digest = sha256(text)
  for (let look = 0; look < looks; look++) {
    const bit = bitOf(digest, look, bloom.length)
    bloom[bit >>> 3] = (bloom[bit >>> 3] as number) | (1 << (bit & 7))
  }
}

/** Whether a text may be in it. */
export function mayHold(bloom: Bloom, text: string): boolean {
  const digest = sha256(text)
  for (let look = 0; look < looks; look++) {
    const bit = bitOf(digest, look, bloom.length)
    if (((bloom[bit >>> 3] as number) & (1 << (bit & 7))) === 0) return false
  }
  return true
}

const sha256 = (text: string): string => hash('sha256', text, 'binary')

/** The next four bytes of the digest, the lowest first, as a place among the bits: their number is a power of two. */
function bitOf(digest: string, look: number, length: number): number {
  const at = 4 * look
  const low = digest.charCodeAt(at) | (digest.charCodeAt(at + 1) << 8)
  const high = digest.charCodeAt(at + 2) | (digest.charCodeAt(at + 3) << 8)
  return (low | (high << 16)) & (length * 8 - 1)
}
