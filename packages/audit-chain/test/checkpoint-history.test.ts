import { describe, expect, it } from 'vitest'
import { openHistory } from '../src/checkpoint-history.ts'
import type { Disk } from '../src/disk.ts'
import { readFile } from '../src/disk-files.ts'
import { layout } from '../src/layout.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { keyOf } from './support/keys.ts'
import { numbered, openOn } from './support/open-on.ts'
import { survivals } from './support/power-cut.ts'

const mebi = 1_048_576
const long = (nth: number): string => `${nth} ${'x'.repeat(100_000)}`

async function numbersIn(disk: Disk): Promise<readonly number[]> {
  const bytes = await readFile(disk, layout.checkpoints, 2 * mebi)
  const lines = Buffer.from(bytes ?? [])
    .toString()
    .split('\n')
  expect(lines.pop()).toBe('')
  return lines.map((line) => Number(JSON.parse(line).split(' ')[0]))
}

describe('the history of checkpoints', () => {
  it('takes a mebibyte, and loses the oldest', async () => {
    const disk = memoryDisk()
    const history = await openHistory(disk)
    for (let nth = 0; nth < 40; nth++) {
      await history.append(long(nth))
      const there = await numbersIn(disk)
      const [first = 0] = there
      expect(there).toEqual(Array.from({ length: nth + 1 - first }, (_, at) => first + at))
      expect(there.length * 100_000).toBeLessThan(mebi)
      expect(there.length).toBeGreaterThanOrEqual(Math.min(nth + 1, 5))
    }
  })

  it('goes on where it was, and has one line where the room is for no more', async () => {
    const disk = memoryDisk()
    const huge = '9 '.padEnd(900_000, 'y')
    for (let round = 0; round < 3; round++) await (await openHistory(disk)).append(huge)
    expect(await numbersIn(disk)).toEqual([9])
  })

  it.each(survivals)('has the newest lines after any power cut: %s', async (survival) => {
    const crashing = crashingDisk(11)
    const history = await openHistory(crashing.disk)
    const durable: number[] = []
    for (let nth = 0; nth < 14; nth++) {
      await history.append(long(nth))
      durable[nth] = crashing.operations
    }
    for (let at = durable[0] as number; at <= crashing.operations; at++) {
      const { disk } = crashing.afterCrash(at, survival)
      // As the one who opens it: what is torn goes with the next line.
      await (await openHistory(disk)).append(long(99))
      const last = durable.findLastIndex((operations) => operations <= at)
      expect(await numbersIn(disk)).toContain(last)
    }
  })
})

it('a log whose history has begun anew is whole, and goes on', async () => {
  const origin = `log.example/${'a'.repeat(4_000)}`
  const options = { origin, signingKeys: [keyOf(origin).signingKey] }
  const disk = memoryDisk()
  const log = await openOn(disk, options)
  let last = ''
  for (let number = 0; number < 150; number++) {
    await log.append(numbered(number))
    last = await log.checkpoint()
  }
  expect((await readFile(disk, layout.checkpoints, mebi))?.length).toBeLessThan(mebi)
  expect(await log.verify({ since: last })).toMatchObject({ verdict: 'whole', since: 'held' })
  await log.close()
  const again = await openOn(disk, options)
  await again.append(numbered(150))
  await again.close()
  expect(await again.verify({ since: last })).toMatchObject({ verdict: 'whole', size: 151 })
})
