import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Hash, leafHash, nodeHash } from '../src/hash.ts'
import {
  appended,
  emptyFrontier,
  frontierFirst,
  type Node,
  nodesOf,
  readFrontier,
  rootOf,
} from '../src/merkle.ts'
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from '../src/merkle-proof.ts'
import {
  encodeTile,
  hashInTile,
  newTiles,
  parseTilePath,
  type Tile,
  type TileReader,
  tileHashes,
  tileOf,
  tilePath,
} from '../src/tiles.ts'

// C2SP tlog-tiles: "index 1234067 will be encoded as x001/x234/067".
it.each([
  ['tile/0/000', { level: 0, index: 0, width: 256 }],
  ['tile/0/x001/234.p/5', { level: 0, index: 1_234, width: 5 }],
  ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
  ['tile/entries/x001/x234/067.p/255', { level: 'entries', index: 1_234_067, width: 255 }],
  ['tile/63/999.p/1', { level: 63, index: 999, width: 1 }],
  ['tile/2/x001/000', { level: 2, index: 1_000, width: 256 }],
  ['tile/0/x009/x007/x199/x254/x740/991', { level: 0, index: 2 ** 53 - 1, width: 256 }],
] as const)('%s is a path', (path, file) => {
  expect(parseTilePath(path)).toEqual(file)
  expect(tilePath(file)).toBe(path)
})

it.each([
  ...['', 'tile', 'tile/0', 'tile/0/', 'tile/0/1', 'tile/0/01', 'tile/0/0000', 'tile/0/x000/001'],
  ...['tile/00/000', 'tile/01/000', 'tile/64/000', 'tile/-1/000', 'tile/data/000', 'tile/8/0/000'],
  ...['tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/05', 'tile/0/000.p/', 'tile/0/000.p'],
  ...['tile/0/001/234', 'tile/0/x001/x234', 'tile/0/x001/234/', '/tile/0/000', 'tile/0/000\n'],
  ...['tile/0/000.p/5/6', 'tile/Entries/000', 'tile/0/../000', 'tile/0/X001/234', 'tile/0/٠٠٠'],
  ...['tile/0/x009/x007/x199/x254/x740/992', 'tile/0/x001/x000/x000/x000/x000/x000/000'],
])('"%s" is none', (path) => {
  expect(parseTilePath(path)).toBeUndefined()
})

it('reads each path that it writes', () => {
  const files = fc.record({
    level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
    index: fc.maxSafeNat(),
    width: fc.integer({ min: 1, max: 256 }),
  })
  fc.assert(
    fc.property(files, (file) => {
      expect(parseTilePath(tilePath(file))).toEqual(file)
    }),
  )
})

const widths = (from: number, to: number): readonly string[] => newTiles(from, to).map(tilePath)

// C2SP tlog-tiles, "Partial Tiles".
it('a tree of 70,000 has the tiles that the specification says', () => {
  const tiles = newTiles(0, 70_000)
  const at = (level: number) => tiles.filter((tile) => tile.level === level)
  expect(at(0).filter(({ width }) => width === 256)).toHaveLength(273)
  expect(at(0).at(-1)).toEqual({ level: 0, index: 273, width: 112 })
  expect(at(1)).toEqual([
    { level: 1, index: 0, width: 256 },
    { level: 1, index: 1, width: 17 },
  ])
  expect(at(2)).toEqual([{ level: 2, index: 0, width: 1 }])
  expect(tiles).toHaveLength(273 + 1 + 2 + 1)
  expect(widths(0, 256)).toEqual(['tile/0/000', 'tile/1/000.p/1'])
})

it('new tiles are those that were not there', () => {
  expect(widths(0, 0)).toEqual([])
  expect(widths(5, 5)).toEqual([])
  expect(widths(5, 6)).toEqual(['tile/0/000.p/6'])
  expect(widths(255, 257)).toEqual(['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1'])
  expect(widths(256, 512)).toEqual(['tile/0/001', 'tile/1/000.p/2'])
  expect(widths(2 ** 32 - 1, 2 ** 32)).toEqual([
    'tile/0/x016/x777/215',
    'tile/1/x065/535',
    'tile/2/255',
    'tile/3/000',
    'tile/4/000.p/1',
  ])
})

/** A tree's tiles, as a log would have written them at this size; and what was read of them. */
function tiled(leaves: readonly Hash[]) {
  const nodes = new Map<string, Hash>(leaves.map((leaf, i) => [`0/${i}`, leaf]))
  const frontier = appended(emptyFrontier, leaves, (level, index, hash) => {
    nodes.set(`${level}/${index}`, hash)
  })
  const hashesOf = ({ level, index, width }: Tile) =>
    Array.from({ length: width }, (_, i) => nodes.get(`${level * 8}/${index * 256 + i}`) ?? '')
  const files = new Map(
    newTiles(0, leaves.length).map((tile) => [tilePath(tile), encodeTile(hashesOf(tile))]),
  )
  const reads: string[] = []
  const read: TileReader = (tiles) => {
    reads.push(...tiles.map(tilePath))
    return tiles.map((tile) => files.get(tilePath(tile)) ?? Buffer.alloc(0))
  }
  const head = { size: leaves.length, root: rootOf(frontier) }
  return { nodes, files, frontier, head, reads, hashes: tileHashes(leaves.length, read) }
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => leafHash(String(i)))

it('each node comes out of its tile', async () => {
  const { nodes, hashes } = tiled(leavesOf(70_000))
  const all = [...nodes]
    .map(([key, hash]): readonly [Node, Hash] => {
      const [level = 0, index = 0] = key.split('/').map(Number)
      return [{ level, index }, hash]
    })
    .filter(([{ level, index }]) => level >= 8 || index % 5 === 0)
  expect(await hashes(all.map(([node]) => node))).toEqual(all.map(([, hash]) => hash))
})

it('proves and verifies out of tiles, whatever the size', async () => {
  const leaves = leavesOf(1_100)
  for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 1_000, 1_100]) {
    const { head, hashes, frontier } = tiled(leaves.slice(0, size))
    expect(await readFrontier(size, hashes)).toEqual(frontier)
    for (const index of [0, 1, 254, 255, 256, 510, size - 1].filter((at) => at < size)) {
      const proof = await proveInclusion(index, size, hashes)
      expect(verifyInclusion(leaves[index] ?? '', index, head, proof)).toBe(true)
      const old = {
        size: index + 1,
        root: rootOf(appended(emptyFrontier, leaves.slice(0, index + 1))),
      }
      const consistency = await proveConsistency(old.size, size, hashes)
      expect(verifyConsistency(old, head, consistency)).toBe(true)
    }
  }
})

it('a byte that is another in a tile makes a proof that does not verify', async () => {
  const leaves = leavesOf(300)
  const { head, hashes, files } = tiled(leaves)
  const tile = files.get('tile/0/000') ?? Buffer.alloc(0)
  tile[40] = (tile[40] ?? 0) ^ 1
  const proof = await proveInclusion(0, 300, hashes)
  expect(verifyInclusion(leaves[0] ?? '', 0, head, proof)).toBe(false)
})

it('a tile that is too short or missing is not read on', async () => {
  const { hashes, files } = tiled(leavesOf(300))
  files.set('tile/0/001.p/44', Buffer.alloc(44 * 32 - 1))
  await expect(proveInclusion(299, 300, hashes)).rejects.toThrow(
    'audit-chain: tile/0/001.p/44 must have 1408 bytes, got 1407',
  )
  files.delete('tile/0/000')
  await expect(proveInclusion(0, 300, hashes)).rejects.toThrow('tile/0/000 must have 8192 bytes')
})

it('a node that the tree does not have is in no tile', () => {
  expect(tileOf({ level: 0, index: 299 }, 300)).toEqual({ level: 0, index: 1, width: 44 })
  expect(() => tileOf({ level: 0, index: 512 }, 300)).toThrow(
    'audit-chain: a tree of 300 leaves has no node 0/512',
  )
})

it('a tile is read where it stands in a larger buffer', () => {
  const hashes = leavesOf(4)
  const inside = Buffer.concat([Buffer.alloc(7), encodeTile(hashes)]).subarray(7)
  const [a = '', b = '', c = '', d = ''] = hashes
  expect(hashInTile(new Uint8Array(inside), { level: 0, index: 258 })).toBe(c)
  expect(hashInTile(inside, { level: 1, index: 129 })).toBe(nodeHash(c, d))
  expect(hashInTile(inside, { level: 2, index: 0 })).toBe(nodeHash(nodeHash(a, b), nodeHash(c, d)))
})

// Sizes at which nothing need be built: which tiles are asked for depends on the numbers alone.
async function readsOf(size: number, index: number, known: boolean): Promise<number> {
  const reads: string[] = []
  const hashes = tileHashes(size, (tiles) => {
    reads.push(...tiles.map(tilePath))
    return tiles.map(({ width }) => Buffer.alloc(width * 32))
  })
  const peaks = nodesOf({ from: 0, to: size }).map(() => leafHash(''))
  await proveInclusion(index, size, known ? frontierFirst({ size, peaks }, hashes) : hashes)
  expect(new Set(reads).size).toBe(reads.length)
  return reads.length
}

async function mostReads(size: number, known: boolean): Promise<number> {
  const step = Math.floor(size / 61)
  const indexes = Array.from({ length: 61 }, (_, i) => i * step)
  const reads = [...indexes, size - 1].map((index) => readsOf(size, index, known))
  return Math.max(...(await Promise.all(reads)))
}

it('an inclusion proof reads at most 4 tiles, where the log knows its frontier', async () => {
  expect(await mostReads(1_000_000, true)).toBe(3)
  expect(await mostReads(2 ** 20, true)).toBe(3)
  expect(await mostReads(2 ** 32, true)).toBe(4)
  expect(await mostReads(2 ** 32 - 1, true)).toBe(4)
})

it('one that does not reads the right edge of each level besides', async () => {
  expect(await mostReads(1_000_000, false)).toBe(5)
  expect(await mostReads(2 ** 20, false)).toBe(3)
  expect(await mostReads(2 ** 32, false)).toBe(4)
})
