import { expect, it } from 'vitest'
import type { Disk } from '../src/disk.ts'
import { readVerifierKeys } from '../src/note.ts'
import { verifyDisk } from '../src/verify-disk.ts'
import { chance } from './support/chance.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { keyOf } from './support/keys.ts'
import { entriesOf, numbered, numbersOf, openOn, origin } from './support/open-on.ts'
import { survivals } from './support/power-cut.ts'

const options = { segmentBytes: 32_768, checkpoints: { everyEntries: 100 } }
const verifiers = readVerifierKeys('keys', [keyOf(origin).verifierKey])
// `AUDIT_CUTS=all` for each survival after each operation.
const isThorough = process.env.AUDIT_CUTS === 'all'

/** A thousand appends of callers that each wait for their own; and after how many operations each was acknowledged. */
async function written(count: number) {
  const crashing = crashingDisk(5)
  const random = chance(5)
  const acknowledged: number[] = []
  const log = await openOn(crashing.disk, options)
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < count) {
      const number = next++
      await log.append(numbered(number))
      acknowledged[number] = crashing.operations
      // So that some come a turn later than the others.
      if (random() < 0.3) await Promise.resolve()
    }
  }
  await Promise.all(Array.from({ length: 5 }, caller))
  await log.close()
  return { crashing, acknowledged }
}

const faultsOf = async (disk: Disk) => (await verifyDisk(disk, { origin, verifiers })).report.faults

it.each(isThorough ? [...survivals.keys()] : [0])(
  'a power cut after each operation of a thousand appends loses nothing acknowledged, invents nothing, and is no fault: %s',
  async (shift) => {
    const { crashing, acknowledged } = await written(1_000)
    expect(acknowledged).toHaveLength(1_000)
    expect(crashing.operations).toBeGreaterThan(500)
    for (let at = 0; at <= crashing.operations; at++) {
      const survival = survivals[(at + shift) % survivals.length] as (typeof survivals)[number]
      const { disk } = crashing.afterCrash(at, survival)
      const where = `after ${at}, ${survival}`
      expect(await faultsOf(disk), where).toEqual([])
      const log = await openOn(disk, options)
      const found = numbersOf(await entriesOf(log))
      const must = acknowledged.filter((operations) => operations <= at).length
      expect(found.length, where).toBeGreaterThanOrEqual(must)
      expect(found, where).toEqual(found.map((_, number) => number))
      await log.append(numbered(found.length))
      await log.close()
      if (at % 8 === 0) expect(await faultsOf(disk), where).toEqual([])
    }
    process.stderr.write(`${crashing.operations} cuts of 1000 appends\n`)
  },
  300_000,
)
