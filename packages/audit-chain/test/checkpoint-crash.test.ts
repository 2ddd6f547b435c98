import { describe, expect, it } from 'vitest'
import { callbackAnchor } from '../src/anchors/callback-anchor.ts'
import type { Disk } from '../src/disk.ts'
import { emptyHead } from '../src/head.ts'
import { layout } from '../src/layout.ts'
import { checkpointing, history, sizeOf, textOf } from './support/checkpointing.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { growingLog, origin } from './support/growing-log.ts'
import { naiveTiles, namesBelow, tilesOf } from './support/naive-tiles.ts'
import { survivals } from './support/power-cut.ts'

const sizes = [200, 300, 600]

/** Checkpoints at each of these sizes, and after how many operations an anchor and the caller heard of it. */
async function checkpointed() {
  const crashing = crashingDisk(7)
  const known: { readonly size: number; readonly at: number }[] = []
  const heard = (text: string): void =>
    void known.push({ size: sizeOf(text), at: crashing.operations })
  const anchors = [callbackAnchor('elsewhere', heard)]
  const { checkpointer, log, grow } = await checkpointing({ anchors }, { disk: crashing.disk })
  for (const size of sizes) {
    grow(size - log.head.frontier.size)
    heard(await checkpointer.checkpoint())
  }
  await checkpointer.close()
  return { crashing, known }
}

/** Opens what a cut has left, as recovery does: all 600 entries are durable. */
async function reopened(disk: Disk, text: string) {
  const log = growingLog(emptyHead(origin))
  const size = text ? sizeOf(text) : 0
  log.grow(size)
  const { frontier } = log.head
  const { head, ...replayed } = log.grow(600 - size)
  const signed = text ? { text, frontier } : undefined
  return checkpointing({ head, signed, replayed }, { disk, log })
}

describe.each(survivals)(
  'when the power is cut and of what was not synced %s stays',
  (survival) => {
    it('what is known of a checkpoint outside is on disk, with all its tiles', async () => {
      const { crashing, known } = await checkpointed()
      const found = new Set<number>()
      for (let cut = 0; cut <= crashing.operations; cut++) {
        const { disk } = crashing.afterCrash(cut, survival)
        const text = await textOf(disk, layout.checkpoint)
        const size = text ? sizeOf(text) : 0
        if (!found.has(size)) expect(await tilesOf(disk, size)).toEqual(naiveTiles(size))
        found.add(size)
        const outside = known.filter(({ at }) => at <= cut).map((one) => one.size)
        expect(size).toBeGreaterThanOrEqual(Math.max(0, ...outside))
      }
      expect([...found]).toEqual([0, ...sizes])
    })

    it('the log goes on, and its files are those of one that was never cut', async () => {
      const { crashing } = await checkpointed()
      for (let cut = 2; cut <= crashing.operations; cut += 5) {
        const { disk } = crashing.afterCrash(cut, survival)
        const before = await textOf(disk, layout.checkpoint)
        const { checkpointer, grow } = await reopened(disk, before)
        grow(100)
        await checkpointer.checkpoint()
        expect(await tilesOf(disk, 700)).toEqual(naiveTiles(700))
        // Of checkpoints before the one that the cut has left some may be there, and nobody reads them.
        const earlier = sizes.filter((size) => before && size < sizeOf(before))
        const fine = [700, ...earlier].flatMap((size) => [...naiveTiles(size).keys()])
        expect(fine).toEqual(expect.arrayContaining([...(await namesBelow(disk, 'tile'))]))
        const past = await history(disk)
        expect(past).toEqual([...sizes.filter((size) => past.includes(size)), 700])
        if (before) expect(past).toContain(sizeOf(before))
      }
    })
  },
)
