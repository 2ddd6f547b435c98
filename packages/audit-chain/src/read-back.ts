import type { DiskFile } from './disk.ts'
import { longestLine } from './entry.ts'
import type { Lines } from './read-lines.ts'

const lineFeed = 0x0a

/**
 * Reads the lines of a file between two offsets from the last one back, in flat memory: pieces from the
 * end to the beginning, the lines of a piece in the file's order. `from` and `to` must be where lines begin
 * and end. What is longer than an entry can be is given in pieces that are each longer than that, and what
 * has no line feed at its end as a piece without lines.
 */
export async function* readBack(
  file: DiskFile,
  { from, to }: { readonly from: number; readonly to: number },
  pieceBytes: number,
): AsyncGenerator<Lines, void> {
  const room = Math.max(pieceBytes, 2 * (longestLine + 1))
  // One byte in front, as the lines of a file that is read forwards have it.
  const buffer = Buffer.alloc(1 + room)
  const bounds = new Uint32Array(room + 1)
  for (let end = to; end > from; ) {
    const start = Math.max(from, end - room)
    const length = await fill(file, buffer.subarray(1, 1 + end - start), start)
    const piece = buffer.subarray(0, 1 + length)
    if (length < end - start || piece[length] !== lineFeed) {
      yield { bytes: piece, offset: start - 1, bounds, count: 0 }
      return
    }
    const first = start === from ? 1 : afterFeed(piece)
    const count = split(piece, first, bounds)
    yield { bytes: piece, offset: start - 1, bounds, count }
    end = start - 1 + first
  }
}

// What stands before the first line feed has its beginning in the piece before. Without another line feed
// than the last byte, the line is too long in any case.
function afterFeed(piece: Buffer): number {
  const feed = piece.indexOf(lineFeed, 1)
  return feed === piece.length - 1 ? 1 : feed + 1
}

function split(piece: Buffer, first: number, bounds: Uint32Array): number {
  let count = 0
  for (let start = first; start < piece.length; count++) {
    const end = piece.indexOf(lineFeed, start)
    bounds[2 * count] = start
    bounds[2 * count + 1] = end
    start = end + 1
  }
  return count
}

async function fill(file: DiskFile, into: Uint8Array, position: number): Promise<number> {
  let read = 0
  while (read < into.length) {
    const more = await file.read(into.subarray(read), position + read)
    if (more === 0) break
    read += more
  }
  return read
}
