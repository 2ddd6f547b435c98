import { describe, expect, it } from 'vitest'
import { segmentPath } from '../src/layout.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { entriesOf, numbered, numbersOf, openOn } from './support/open-on.ts'
import { survivals } from './support/power-cut.ts'

/** A disk with three entries, and the beginning of a fourth. */
async function torn() {
  const crashing = crashingDisk(3)
  const log = await openOn(crashing.disk)
  for (let number = 0; number < 3; number++) await log.append(numbered(number))
  await log.checkpoint()
  const file = await crashing.disk.open(segmentPath(0), 'write')
  await file.write(Buffer.from('{"_prev":"'), await file.size())
  await file.datasync()
  return crashing.afterCrash(crashing.operations, 'only synced')
}

describe('a power cut while a log is recovered', () => {
  it.each(survivals)(
    'hides nothing that was torn: %s',
    async (survival) => {
      const crashing = await torn()
      const log = await openOn(crashing.disk)
      await log.close()
      expect(crashing.operations).toBeGreaterThan(10)
      for (let at = 0; at <= crashing.operations; at++) {
        const { disk } = crashing.afterCrash(at, survival)
        const again = await openOn(disk)
        const entries = await entriesOf(again)
        expect(numbersOf(entries), `after ${at}`).toEqual([0, 1, 2])
        // The entry that speaks of it may be torn too, and be set aside with it.
        const told = entries.filter(({ type }) => type === 'audit.recovered')
        const files = told.map(({ event }) => (event as { readonly file: string }).file)
        const kept = (await disk.list('torn')).map((name) => `torn/${name}`)
        expect([...new Set(files)].sort(), `after ${at}`).toEqual(kept)
        expect(kept.length).toBeGreaterThan(0)
        await again.close()
      }
    },
    60_000,
  )
})
