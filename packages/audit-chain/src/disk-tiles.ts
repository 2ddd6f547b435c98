import type { ReadableDisk } from './disk.ts'
import { readFile } from './disk-files.ts'
import { hashBytes } from './hash.ts'
import { fullWidth, type Tile, type TileReader, tilePath } from './tiles.ts'

/**
 * Reads tiles of a log's directory. A partial tile that is gone is read from a wider one: it goes when the
 * full one is there.
 */
export function diskTiles(disk: ReadableDisk): TileReader {
  return (tiles) => Promise.all(tiles.map((tile) => readTile(disk, tile)))
}

async function readTile(disk: ReadableDisk, tile: Tile): Promise<Uint8Array> {
  const bytes = tile.width * hashBytes
  for (const width of tile.width === fullWidth ? [fullWidth] : [tile.width, fullWidth]) {
    const found = await readFile(disk, tilePath({ ...tile, width }), fullWidth * hashBytes)
    if (found && found.length >= bytes) return found.subarray(0, bytes)
  }
  throw Object.assign(new Error(`audit-chain: ${tilePath(tile)} is missing`), { code: 'ENOENT' })
}
