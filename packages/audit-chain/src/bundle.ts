import { fullWidth } from './tiles.ts'

/** The most bytes of an entry: its length is written as two. */
export const mostEntryBytes = 65_535

/** A bundle of entries (C2SP tlog-tiles): each after its length, two bytes, the higher one first. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > fullWidth) {
    throw new RangeError(
      `audit-chain: a bundle has 1 to ${fullWidth} entries, got ${entries.length}`,
    )
  }
  return Buffer.concat(
    entries.flatMap((entry) => {
      const { length } = entry
      if (length <= mostEntryBytes) return [Uint8Array.of(length >> 8, length & 255), entry]
      throw new RangeError(
        `audit-chain: an entry has at most ${mostEntryBytes} bytes, got ${length}`,
      )
    }),
  )
}

/** The entries of a bundle of this width; none where there are more, fewer, or half a one. */
export function parseBundle(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length && entries.length < width) {
    const [high, low] = [bytes[at], bytes[at + 1]]
    if (high === undefined || low === undefined) return undefined
    const end = at + 2 + high * 256 + low
    if (end > bytes.length) return undefined
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return at === bytes.length && entries.length === width ? entries : undefined
}
