import type { Committed } from './committed.ts'
import type { Disk } from './disk.ts'
import { directoryOf, unlessMissing, writeAll } from './disk-files.ts'
import { diskTiles } from './disk-tiles.ts'
import type { Hash } from './hash.ts'
import type { Frontier } from './merkle.ts'
import { type Edge, readEdges } from './tile-edges.ts'
import { createPartials } from './tile-partials.ts'
import {
  encodeTile,
  fullWidth,
  newTiles,
  type Tile,
  type TileFile,
  type TileReader,
  tilePath,
} from './tiles.ts'

/** Writes a log's tiles. */
export interface TileWriter {
  /** Takes note of hashes that have become durable, in order. */
  add(batch: Pick<Committed, 'leaves' | 'nodes'>): void
  /** How many leaves are in no full tile on disk. */
  readonly waiting: number
  /** Makes the full tiles durable, so that their hashes need not be kept. */
  writeFull(): Promise<void>
  /** Makes all tiles of a tree of this size durable; it must not be smaller than the last one. */
  write(size: number): Promise<void>
  /** Removes the partial tiles that are not of the tree of this size, once its checkpoint is durable. */
  tidy(size: number): Promise<void>
  /** Reads tiles of any tree that the log was, from memory where they are not full. */
  readonly read: TileReader
}

/** Goes on from the tiles of a tree, which must be on disk. What lies beyond them is written anew. */
export async function openTileWriter(disk: Disk, frontier: Frontier): Promise<TileWriter> {
  const edges = await readEdges(disk, frontier)
  const partials = createPartials(disk, frontier.size)
  const inTurn = turns()
  let [written, noted] = [frontier.size, frontier.size]
  const unwritten = (size: number): readonly Tile[] =>
    newTiles(written, size).filter(
      ({ level, index }) => index * fullWidth >= edgeOf(edges, level).first,
    )
  const write = async (tiles: readonly Tile[]): Promise<void> => {
    await writeTiles(disk, tiles, (tile) => hashesOf(edges, tile))
    const full = tiles.filter(({ width }) => width === fullWidth)
    for (const [level, end] of new Map(full.map((tile) => [tile.level, tile.index + 1]))) {
      const edge = edgeOf(edges, level)
      edge.hashes.splice(0, end * fullWidth - edge.first)
      edge.first = end * fullWidth
    }
  }
  return {
    get waiting() {
      return edgeOf(edges, 0).hashes.length
    },
    add({ leaves, nodes }) {
      for (const leaf of leaves) edgeOf(edges, 0).hashes.push(leaf)
      noted += leaves.length
      for (const { level, index, hash } of nodes) {
        const { first, hashes } = edgeOf(edges, level)
        if (first + hashes.length !== index) throw badMath(`node ${level}/${index}`, noted)
        hashes.push(hash)
      }
    },
    writeFull: () =>
      inTurn(() => write(unwritten(noted).filter(({ width }) => width === fullWidth))),
    write: (size) =>
      inTurn(async () => {
        if (size < written || size > noted) throw badMath(`size ${size}`, noted)
        // Before they are there: what a failure leaves of them is tidied too.
        partials.written(size)
        await write(unwritten(size))
        written = size
      }),
    tidy: (size) => inTurn(() => partials.tidy(size)),
    read: async (tiles) => {
      const held = tiles.map((tile) => heldIn(edges, tile))
      const missing = tiles.filter((_, i) => held[i] === undefined)
      const others = [...(await diskTiles(disk)(missing))]
      return held.map((bytes) => bytes ?? (others.shift() as Uint8Array))
    },
  }
}

// Not over one that is there: what a crash left may be half written, or of lines that were lost with it.
async function writeTiles(
  disk: Disk,
  tiles: readonly Tile[],
  hashes: (tile: Tile) => readonly Hash[],
): Promise<void> {
  const directories = new Set<string>()
  // One after the other: each takes a thread that the entries' own writes need too.
  for (const tile of tiles) {
    const path = tilePath(tile)
    const directory = directoryOf(path)
    if (!directories.has(directory)) await disk.makeDirectory(directory)
    directories.add(directory)
    await disk.remove(path).catch(unlessMissing)
    const file = await disk.open(path, 'create')
    try {
      await writeAll(file, encodeTile(hashes(tile)), 0)
      await file.datasync()
    } finally {
      await file.close()
    }
  }
  for (const directory of directories) await disk.syncDirectory(directory)
}

function edgeOf(edges: Edge[], level: number): Edge {
  while (edges.length <= level) edges.push({ first: 0, hashes: [] })
  return edges[level] as Edge
}

function hashesOf(edges: Edge[], { level, index, width }: TileFile): readonly Hash[] {
  const { first, hashes } = edgeOf(edges, Number(level))
  const from = index * fullWidth - first
  return from < 0 ? [] : hashes.slice(from, from + width)
}

function heldIn(edges: Edge[], tile: Tile): Uint8Array | undefined {
  const hashes = hashesOf(edges, tile)
  return hashes.length === tile.width ? encodeTile(hashes) : undefined
}

const badMath = (what: string, noted: number): Error =>
  new Error(`audit-chain: bad math: ${what} does not follow on ${noted} entries`)

function turns(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const next = last.then(run)
    last = next.catch(() => undefined)
    return next
  }
}
