import type { ReadableFile } from './disk.ts'
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
const usual = 512 * 1_024
// A file of nothing but line feeds would else have millions in a piece.
const mostLines = 16_384

/** Memory to read lines into. Who reads many files reads them all into one: freed memory is slow to come back. */
export interface LineRoom {
  readonly buffer: Buffer
  readonly bounds: Uint32Array
}

/** Room for pieces of so many bytes, and for two of the longest lines, but for no more than there is to read. */
export function lineRoom(
  pieceBytes: number = usual,
  fileBytes: number = Number.POSITIVE_INFINITY,
): LineRoom {
  // Two more than the longest: what is cut from a line without an end is longer than any entry.
  const most = Math.min(fileBytes, Math.max(pieceBytes, 2 * (longestLine + 2)))
  // One byte in front, so that the first line too has a byte before it.
  return {
    buffer: Buffer.allocUnsafeSlow(1 + most),
    bounds: new Uint32Array(2 * Math.min(mostLines, 1 + most)),
  }
}

/** The same room where it is large enough for a file of so many bytes, or other room. */
export const roomFor = (room: LineRoom, fileBytes: number): LineRoom =>
  room.buffer.length > Math.min(usual, fileBytes) ? room : lineRoom(usual, fileBytes)

/**
 * Reads the lines of a file between two offsets, in flat memory: `from` must be where a line begins. What
 * has no line feed comes back at the end. A line longer than an entry can be may be given in pieces, of which all
 * but the last are longer than that, so that whoever reads sees that it is none.
 */
export async function* readLines(
  file: ReadableFile,
  { from, to }: { readonly from: number; readonly to: number },
  into: number | LineRoom = usual,
): AsyncGenerator<Lines, Rest> {
  const { buffer, bounds } =
    typeof into === 'number' ? lineRoom(into, Math.max(to - from, 0)) : into
  let [position, filled] = [from, 1]
  for (;;) {
    const room = Math.min(buffer.length - filled, to - position)
    const read = room > 0 ? await file.read(buffer.subarray(filled, filled + room), position) : 0
    position += read
    filled += read
    const { count, end } = split(buffer.subarray(0, filled), bounds, filled === buffer.length)
    if (count > 0) yield { bytes: buffer, offset: position - filled, bounds, count }
    else if (read === 0) break
    buffer.copyWithin(1, end, filled)
    filled = 1 + filled - end
  }
  return { offset: position - (filled - 1), bytes: Buffer.from(buffer.subarray(1, filled)) }
}

function split(
  piece: Buffer,
  bounds: Uint32Array,
  isFull: boolean,
): { readonly count: number; readonly end: number } {
  let [at, start] = [0, 1]
  while (at < bounds.length && start < piece.length) {
    let end = piece.indexOf(lineFeed, start)
    if (end < 0) {
      if (!isFull || piece.length - start <= longestLine) break
      // No end in sight: too long in any case.
      end = piece.length
    }
    bounds[at] = start
    bounds[at + 1] = end
    at += 2
    start = Math.min(end + 1, piece.length)
  }
  return { count: at / 2, end: start }
}
