import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryDisk } from '../src/memory-disk.ts'
import { emptyFrontier, rootOf } from '../src/merkle.ts'
import { nodeDisk } from '../src/node-disk.ts'
import { openTileWriter } from '../src/tile-writer.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { growingLog } from './support/growing-log.ts'
import { naiveTiles, namesBelow, tilesIn, tilesOf } from './support/naive-tiles.ts'
import { survivals } from './support/power-cut.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

describe('in a directory', () => {
  // 255 to 257 and their like: where a tile fills, begins, and fills a level above.
  it.each([
    ...[[1], [2], [255], [256], [257], [511, 1], [100, 156], [300, 300, 300]],
    ...[
      [65_536, 1],
      [65_000, 5_000],
    ],
  ])('the files after %j, … are those of the specification and no others', async (...sizes) => {
    const directory = scratchDirectory()
    const tiles = await openTileWriter(nodeDisk(directory), emptyFrontier)
    const log = growingLog()
    for (const count of sizes) {
      tiles.add(log.grow(count))
      await tiles.write(log.head.frontier.size)
      await tiles.tidy(log.head.frontier.size)
    }
    expect(tilesIn(directory)).toEqual(naiveTiles(log.head.frontier.size))
  })
})

it('writes the same whatever is written when, and goes on from what is on disk', async () => {
  const step = fc.record({
    count: fc.integer({ min: 1, max: 700 }),
    next: fc.constantFrom('write', 'full', 'nothing', 'reopen'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const disk = memoryDisk()
      const log = growingLog()
      let tiles = await openTileWriter(disk, emptyFrontier)
      for (const { count, next } of steps) {
        tiles.add(log.grow(count))
        const { frontier } = log.head
        if (next === 'full') await tiles.writeFull()
        if (next === 'full') expect(tiles.waiting).toBeLessThan(256)
        if (next === 'write' || next === 'reopen') await tiles.write(frontier.size)
        if (next === 'write') await tiles.tidy(frontier.size)
        if (next === 'reopen') tiles = await openTileWriter(disk, frontier)
      }
      const { size } = log.head.frontier
      await tiles.write(size)
      await tiles.tidy(size)
      expect(await tilesOf(disk, size)).toEqual(naiveTiles(size))
    }),
    { numRuns: 25 },
  )
})

describe.each(survivals)(
  'when the power is cut and of what was not synced %s stays',
  (survival) => {
    it('the tiles that were written are whole', async () => {
      const { crashing, at } = await written([200, 100, 300])
      for (const [i, size] of [200, 300, 600].entries()) {
        const { disk } = crashing.afterCrash(at[i] as number, survival)
        expect(await tilesOf(disk, size)).toEqual(naiveTiles(size))
      }
    })

    it('what lies beyond is written anew, and useless partial tiles go', async () => {
      const { crashing, at } = await written([200, 100, 300])
      for (let cut = at[0] as number; cut <= crashing.operations; cut++) {
        const { disk } = crashing.afterCrash(cut, survival)
        const log = growingLog()
        log.grow(200)
        const tiles = await openTileWriter(disk, log.head.frontier)
        tiles.add(log.grow(500))
        await tiles.write(700)
        await tiles.tidy(700)
        expect(await tilesOf(disk, 700)).toEqual(naiveTiles(700))
        expect(await namesBelow(disk, 'tile')).toHaveLength(naiveTiles(700).size)
      }
    })
  },
)

/** Writes tiles each time so many entries were added, and notes after how many operations. */
async function written(counts: readonly number[]) {
  const crashing = crashingDisk(1)
  const tiles = await openTileWriter(crashing.disk, emptyFrontier)
  const log = growingLog()
  const at: number[] = []
  for (const count of counts) {
    tiles.add(log.grow(count))
    await tiles.write(log.head.frontier.size)
    at.push(crashing.operations)
  }
  return { crashing, at }
}

describe('what is on disk is not what it should be', () => {
  const at300 = async () => {
    const disk = memoryDisk()
    const tiles = await openTileWriter(disk, emptyFrontier)
    const log = growingLog()
    tiles.add(log.grow(300))
    await tiles.write(300)
    return { disk, log, tiles }
  }

  it('a missing tile is told as damage', async () => {
    const { disk, log } = await at300()
    await disk.remove('tile/0/001.p/44')
    await expect(openTileWriter(disk, log.head.frontier)).rejects.toMatchObject({
      code: 'damaged',
      message: 'audit-chain: a tile that the latest checkpoint needs is missing',
    })
  })

  it.each(['tile/0/001.p/44', 'tile/1/000.p/1'])('so is a bit flipped in %s', async (path) => {
    const { disk, log } = await at300()
    const file = await disk.open(path, 'write')
    const byte = new Uint8Array(1)
    await file.read(byte, 17)
    await file.write(Uint8Array.of((byte[0] as number) ^ 1), 17)
    await expect(openTileWriter(disk, log.head.frontier)).rejects.toMatchObject({
      code: 'damaged',
      message: 'audit-chain: the last tiles are not those of a log of 300 entries',
    })
  })

  it('a batch that does not follow is refused', async () => {
    const { log, tiles } = await at300()
    const { leaves } = log.grow(1)
    const node = { level: 1, index: 2, hash: rootOf(log.head.frontier) }
    expect(() => tiles.add({ leaves, nodes: [node] })).toThrow('bad math')
    await expect(tiles.write(299)).rejects.toThrow('bad math')
    await expect(tiles.write(302)).rejects.toThrow('bad math')
  })
})
