import { describe, expect, it } from 'vitest'
import { chance } from './support/chance.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { entriesOf, numbered, numbersOf, openOn } from './support/open-on.ts'
import { survivals } from './support/power-cut.ts'

const options = { segmentBytes: 4_096, checkpoints: { everyEntries: 16 } }

/** A log that is written to until it is closed; and after how many operations each event was acknowledged. */
async function written(seed: number, count: number, fails?: (nth: number) => boolean) {
  const crashing = crashingDisk(seed, fails && { datasyncFails: fails })
  const random = chance(seed)
  const acknowledged: number[] = []
  const log = await openOn(crashing.disk, options)
  for (let number = 0; number < count; ) {
    const batch = Array.from({ length: 1 + Math.floor(random() * 6) }, async () => {
      const at = number++
      const appended = await log.append(numbered(at)).catch(() => undefined)
      if (appended) acknowledged[at] = crashing.operations
    })
    await Promise.all(batch)
  }
  // The last checkpoint's syncs may fail too.
  await log.close().catch(() => {})
  return { crashing, acknowledged }
}

describe('a power cut after any operation', () => {
  it.each(survivals)(
    'loses nothing that was acknowledged: %s',
    async (survival) => {
      const { crashing, acknowledged } = await written(7, 60)
      expect(crashing.operations).toBeGreaterThan(100)
      for (let at = 0; at <= crashing.operations; at++) {
        const { disk } = crashing.afterCrash(at, survival)
        const log = await openOn(disk, options)
        const found = numbersOf(await entriesOf(log))
        const must = acknowledged.filter((operations) => operations <= at).length
        expect(found.length, `after ${at}`).toBeGreaterThanOrEqual(must)
        expect(found).toEqual(found.map((_, number) => number))
        await log.append(numbered(found.length))
        await log.close()
      }
    },
    60_000,
  )

  it.each(['only synced', 'torn', 'all'] as const)(
    'and after syncs that failed: %s',
    async (survival) => {
      const fails = (nth: number) => nth > 5 && nth % 7 === 0
      const { crashing, acknowledged } = await written(8, 60, fails)
      for (let at = 0; at <= crashing.operations; at += 3) {
        const { disk } = crashing.afterCrash(at, survival)
        const log = await openOn(disk, options)
        const found = new Set(numbersOf(await entriesOf(log)))
        const must = [...acknowledged.entries()].filter(([, when]) => when <= at)
        expect(
          must.map(([number]) => found.has(number)),
          `after ${at}`,
        ).not.toContain(false)
        await log.close()
      }
    },
    60_000,
  )

  it('and of what a killed process had written, once it is signed', async () => {
    const { crashing } = await written(9, 30)
    for (let at = 0; at <= crashing.operations; at += 2) {
      const after = crashing.afterCrash(at, 'all')
      const log = await openOn(after.disk, options)
      const found = numbersOf(await entriesOf(log))
      await log.close()
      const { disk } = after.afterCrash(after.operations, 'only synced')
      const again = await openOn(disk, options)
      expect(numbersOf(await entriesOf(again)), `after ${at}`).toEqual(found)
      await again.close()
    }
  }, 60_000)
})
