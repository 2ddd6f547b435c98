import { AuditLogError } from './audit-log-error.ts'
import type { Disk } from './disk.ts'
import { diskTiles } from './disk-tiles.ts'
import { type Hash, hashBytes } from './hash.ts'
import { type Frontier, readFrontier } from './merkle.ts'
import { encodeTile, fullWidth, type Tile, tileHashes } from './tiles.ts'

/** The hashes of a level that are in no full tile on disk. */
export interface Edge {
  /** The first one's place: a tile begins there. */
  first: number
  hashes: Hash[]
}

/**
 * The hashes of each level's partial tile. A tree's widest subtrees are made of exactly these and of the
 * tiles above, so that the frontier vouches for each of them.
 */
export async function readEdges(disk: Disk, frontier: Frontier): Promise<Edge[]> {
  const { size, peaks } = frontier
  const tiles = edgeTiles(size)
  const read = diskTiles(disk)
  const edges = await Promise.all(
    tiles.map(async (tile): Promise<Edge> => {
      const first = tile.index * fullWidth
      if (tile.width === 0) return { first, hashes: [] }
      try {
        const [bytes] = await read([tile])
        return { first, hashes: parseTile(bytes) }
      } catch (error) {
        return missing(error)
      }
    }),
  )
  const found = await readFrontier(
    size,
    tileHashes(size, (asked) => asked.map(({ level }) => encodeTile(edges[level]?.hashes ?? []))),
  )
  if (found.peaks.every((peak, i) => peak === peaks[i])) return edges
  throw new AuditLogError('damaged', `the last tiles are not those of a log of ${size} entries`)
}

/** The tile of each level that the next hash goes into, as wide as it is by now. */
export function edgeTiles(size: number): readonly Tile[] {
  const tiles: Tile[] = []
  for (let level = 0, has = size; has > 0; level++, has = Math.floor(has / fullWidth)) {
    tiles.push({ level, index: Math.floor(has / fullWidth), width: has % fullWidth })
  }
  return tiles
}

function parseTile(bytes: Uint8Array | undefined): Hash[] {
  const text = Buffer.from(bytes ?? []).toString('latin1')
  return Array.from({ length: text.length / hashBytes }, (_, i) =>
    text.slice(i * hashBytes, (i + 1) * hashBytes),
  )
}

function missing(error: unknown): never {
  if ((error as { code?: unknown } | null)?.code !== 'ENOENT') throw error
  throw new AuditLogError('damaged', 'a tile that the latest checkpoint needs is missing', {
    cause: error,
  })
}
