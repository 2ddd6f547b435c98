import type { DiskFile } from './disk.ts'
import { longestLine } from './entry.ts'

/**
 * A piece of a file with whole lines in it. The bytes are overwritten by the next piece, and may be
 * changed by whoever reads them.
 */
export interface Lines {
  readonly bytes: Buffer
  /** The file's offset of the first byte. */
  readonly offset: number
  /**
   * Where the lines begin and end in `bytes`, in pairs, the line feed not included. There is always a byte
   * before a line's first: its predecessor's line feed, or one of nobody.
   */
  readonly bounds: Uint32Array
  /** How many lines there are; `bounds` may be longer. */
  readonly count: number
}

/** What lies behind the last line feed of a range. */
export interface Rest {
  readonly offset: number
  readonly bytes: Buffer
}

const lineFeed = 0x0a
const usual = 4 * 1_024 * 1_024

/**
 * Reads the lines of a file between two offsets, in flat memory: `from` must be where a line begins. What
 * has no line feed comes back at the end. A line longer than an entry can be is given in pieces that are
 * each longer than that, so that whoever reads sees that it is none.
 */
export async function* readLines(
  file: DiskFile,
  { from, to }: { readonly from: number; readonly to: number },
  pieceBytes: number = usual,
): AsyncGenerator<Lines, Rest> {
  // One byte in front, so that the first line too has a byte before it.
  const buffer = Buffer.alloc(1 + Math.max(pieceBytes, 2 * (longestLine + 1)))
  const bounds = new Uint32Array(buffer.length)
  let [position, filled] = [from, 1]
  while (position < to) {
    const room = Math.min(buffer.length - filled, to - position)
    const read = await file.read(buffer.subarray(filled, filled + room), position)
    if (read === 0) break
    position += read
    filled += read
    const { count, end } = split(buffer, filled, bounds)
    if (count > 0) yield { bytes: buffer, offset: position - filled, bounds, count }
    buffer.copyWithin(1, end, filled)
    filled = 1 + filled - end
  }
  return { offset: position - (filled - 1), bytes: Buffer.from(buffer.subarray(1, filled)) }
}

function split(
  buffer: Buffer,
  filled: number,
  bounds: Uint32Array,
): { readonly count: number; readonly end: number } {
  let [count, start] = [0, 1]
  const piece = buffer.subarray(0, filled)
  for (;;) {
    let end = piece.indexOf(lineFeed, start)
    if (end < 0) {
      if (filled - start <= longestLine || filled < buffer.length) break
      // No end in sight: too long in any case.
      end = filled
    }
    bounds[2 * count] = start
    bounds[2 * count + 1] = end
    count++
    start = Math.min(end + 1, filled)
    if (start === filled) break
  }
  return { count, end: start }
}
