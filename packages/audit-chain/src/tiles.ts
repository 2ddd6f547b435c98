import { parseDecimal } from './decimal.ts'
import { type Hash, hashBytes, nodeHash } from './hash.ts'
import type { HashReader, Node } from './merkle.ts'

/** The hashes of a full tile, and the entries of a full bundle: C2SP tlog-tiles. */
export const fullWidth = 256
/** A tile is the root of so many levels. */
const height = 8
// tlog-tiles: "an integer between 0 and 63".
const highestLevel = 63

/** Some hashes of a level, side by side: the `index`-th tile of its level, of so many hashes. */
export interface Tile {
  readonly level: number
  readonly index: number
  /** 1 to 256; a tile of fewer than 256 is partial. */
  readonly width: number
}

/** A tile, or the bundle of the entries under a tile of level 0. */
export interface TileFile {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** Where a tile or bundle is: `tile/0/x001/234.p/5`. */
export function tilePath({ level, index, width }: TileFile): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? []
  const last = groups.length - 1
  const elements = groups.map((group, i) => (i < last ? `x${group}` : group))
  const partial = width === fullWidth ? '' : `.p/${width}`
  return `tile/${level}/${elements.join('/')}${partial}`
}

/** Reads what {@link tilePath} wrote, and nothing else. */
export function parseTilePath(path: string): TileFile | undefined {
  const found = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (!found) return undefined
  const [, first = '', elements = '', part] = found
  const level = first === 'entries' ? 'entries' : parseDecimal(first)
  const index = Number(elements.replaceAll(/[x/]/g, ''))
  const width = part === undefined ? fullWidth : parseDecimal(part)
  if (level === undefined || !width || !Number.isSafeInteger(index)) return undefined
  if (level !== 'entries' && level > highestLevel) return undefined
  const file: TileFile = { level, index, width }
  // Zeros in front, and a partial tile as wide as a full one, are written otherwise.
  return width <= fullWidth && tilePath(file) === path ? file : undefined
}

/** The tile of a tree of this size that a node's hash is made from. */
export function tileOf(node: Node, size: number): Tile {
  const level = Math.floor(node.level / height)
  const index = Math.floor(firstIn(node) / fullWidth)
  const width = Math.min(fullWidth, hashesAt(level, size) - index * fullWidth)
  if (width > 0) return { level, index, width }
  throw new RangeError(
    `audit-chain: a tree of ${size} leaves has no node ${node.level}/${node.index}`,
  )
}

/** The hashes at the level of tiles: each covers 256 of the level below. */
const hashesAt = (level: number, size: number): number => Math.floor(size / fullWidth ** level)

/** The first of a node's descendants at the level of its tile. */
const firstIn = ({ level, index }: Node): number => index * 2 ** (level % height)

/** The tiles that must be there at size `to` and were not at size `from`, level by level. */
export function newTiles(from: number, to: number): readonly Tile[] {
  const tiles: Tile[] = []
  for (let level = 0; hashesAt(level, to) > 0; level++) {
    const [had, has] = [hashesAt(level, from), hashesAt(level, to)]
    const first = Math.floor(had / fullWidth)
    for (let index = first; had < has && index * fullWidth < has; index++) {
      tiles.push({ level, index, width: Math.min(fullWidth, has - index * fullWidth) })
    }
  }
  return tiles
}

/** The bytes of a tile. */
export const encodeTile = (hashes: readonly Hash[]): Uint8Array =>
  Buffer.from(hashes.join(''), 'latin1')

/** The hash of a node, from its tile's bytes. */
export function hashInTile(bytes: Uint8Array, node: Node): Hash {
  const first = firstIn(node) % fullWidth
  const tile = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = 2 ** (node.level % height)
  let hashes = Array.from({ length: wide }, (_, i) =>
    tile.toString('latin1', (first + i) * hashBytes, (first + i + 1) * hashBytes),
  )
  while (hashes.length > 1) {
    const children = hashes
    hashes = Array.from({ length: children.length / 2 }, (_, i) =>
      nodeHash(children[2 * i] as Hash, children[2 * i + 1] as Hash),
    )
  }
  return hashes[0] as Hash
}

/** Reads tiles, one after the other or all together, and gives their bytes in their order. */
export type TileReader = (
  tiles: readonly Tile[],
) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>

/**
 * Reads hashes out of the tiles of a tree of this size, each tile once. What it gives is as good as the
 * tiles: a proof made from it holds only if it verifies against a root that is known from elsewhere.
 */
export function tileHashes(size: number, read: TileReader): HashReader {
  return async (nodes) => {
    const needed = nodes.map((node) => tileOf(node, size))
    const tiles = new Map(needed.map((tile) => [tilePath(tile), tile]))
    const bytes = await read([...tiles.values()])
    const files = new Map([...tiles].map(([path, tile], i) => [path, whole(path, tile, bytes[i])]))
    return nodes.map((node, i) =>
      hashInTile(files.get(tilePath(needed[i] as Tile)) as Uint8Array, node),
    )
  }
}

function whole(path: string, { width }: Tile, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes?.length === width * hashBytes) return bytes
  throw new Error(`audit-chain: ${path} must have ${width * hashBytes} bytes, got ${bytes?.length}`)
}
