import type { ReadableDisk } from './disk.ts'
import { readRange, unlessMissing } from './disk-files.ts'
import { hashBytes } from './hash.ts'
import { fullWidth, tilePath } from './tiles.ts'

/** The hashes of a tile as one text, as {@link Hash} has them; or that it is not there, or of another length. */
export type StoredTile = string | 'missing' | 'malformed'

/** Reads the tile that a tree of this size has here; a partial one that is gone, from the full one. */
export async function storedTile(
  disk: ReadableDisk,
  { level, index, size }: { readonly level: number; readonly index: number; readonly size: number },
): Promise<StoredTile> {
  const width = Math.min(fullWidth, Math.floor(size / fullWidth ** level) - index * fullWidth)
  const bytes = width * hashBytes
  for (const wide of width === fullWidth ? [fullWidth] : [width, fullWidth]) {
    const file = await disk
      .open(tilePath({ level, index, width: wide }), 'read')
      .catch(unlessMissing)
    if (!file) continue
    try {
      // One byte more, to see that there is none.
      const found = await readRange(file, 0, wide * hashBytes + 1)
      if (found.length !== wide * hashBytes) return 'malformed'
      return Buffer.from(found.buffer, found.byteOffset, bytes).toString('latin1')
    } finally {
      await file.close()
    }
  }
  return 'missing'
}
