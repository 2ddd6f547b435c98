import { describe, expect, it } from 'vitest'
import { segmentPath } from '../src/layout.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { faultyDisk } from './support/faulty-disk.ts'
import { entriesOf, numbered, numbersOf, openOn } from './support/open-on.ts'
import { watchedDisk } from './support/watched-disk.ts'

const first = segmentPath(0)
const count = (asked: readonly string[], what: RegExp) =>
  asked.filter((one) => what.test(one)).length

describe('a batch', () => {
  it('is written, made durable, and only then acknowledged', async () => {
    const { disk, asked } = watchedDisk(memoryDisk())
    const log = await openOn(disk)
    asked.length = 0
    const append = (number: number, acknowledge: 'written' | 'durable') =>
      log.append(numbered(number), { acknowledge }).then(() => asked.push(acknowledge))
    await Promise.all([append(0, 'durable'), append(1, 'written')])
    expect(asked.map((one) => one.replace(/#\d+ .*/, ''))).toEqual([
      'write',
      // The promise of what is written is kept while the sync is under way.
      'datasync',
      'written',
      'durable',
    ])
    await log.close()
  })

  it('is all that was queued while the one before was written', async () => {
    const { disk, asked } = watchedDisk(memoryDisk())
    const log = await openOn(disk, { checkpoints: { everyEntries: 1_000_000 } })
    asked.length = 0
    const caller = async () => {
      for (let i = 0; i < 20; i++) await log.append(numbered(i))
    }
    await Promise.all(Array.from({ length: 64 }, caller))
    expect(count(asked, /^datasync.*segments/)).toBe(20)
    expect(count(asked, /^write.*segments/)).toBe(20)
    await log.close()
  })

  it('has what is appended before the first is under way, through wrappers too', async () => {
    const { disk, asked } = watchedDisk(memoryDisk())
    const log = await openOn(disk)
    asked.length = 0
    const wrapped = async (number: number) => {
      await Promise.resolve()
      await log.record(numbered(number))
    }
    await Promise.all([wrapped(0), log.record(numbered(1)), wrapped(2)])
    expect(count(asked, /^datasync.*segments/)).toBe(1)
    await log.close()
  })

  it('has no more than a mebibyte', async () => {
    const { disk, asked } = watchedDisk(memoryDisk())
    const log = await openOn(disk, { checkpoints: { everyEntries: 1_000_000 } })
    asked.length = 0
    const large = { ...numbered(0), event: 'x'.repeat(60_000) }
    await Promise.all(Array.from({ length: 40 }, () => log.append(large)))
    expect(count(asked, /^datasync.*segments/)).toBe(3)
    await log.close()
  })

  it('is whole, however little the disk takes at once', async () => {
    const disk = memoryDisk()
    const log = await openOn(faultyDisk(disk, { mostAtOnce: 7 }))
    await Promise.all([log.append(numbered(0)), log.append(numbered(1))])
    await log.close()
    const again = await openOn(disk)
    expect(numbersOf(await entriesOf(again))).toEqual([0, 1])
    await again.close()
  })
})

describe('a segment', () => {
  it('ends when it is full, and the next one has a durable name before its first line', async () => {
    const { disk, asked } = watchedDisk(memoryDisk())
    const log = await openOn(disk, {
      segmentBytes: 4_096,
      checkpoints: { everyEntries: 1_000_000 },
    })
    let number = 0
    while (count(asked, /^create.*segments/) < 2) await log.append(numbered(number++))
    const last = segmentPath(number - 1)
    expect(
      asked
        .map((one) => one.replace(/#\d+/, ''))
        .filter((one) => !one.includes('index'))
        .slice(-4),
    ).toEqual([`create ${last}`, 'syncDirectory segments', `write ${last}`, `datasync ${last}`])
    expect((await disk.list('segments')).length).toBe(2)
    await log.close()
  })

  it('is tried again when it could not be begun', async () => {
    const faults = {
      fails: (what: string) => (what === 'syncDirectory' && broken ? 'EIO' : undefined),
    }
    let broken = false
    const log = await openOn(faultyDisk(memoryDisk(), faults), {
      segmentBytes: 4_096,
      checkpoints: { everyEntries: 1_000_000 },
    })
    await log.append({ ...numbered(0), event: 'x'.repeat(5_000) })
    broken = true
    await expect(log.append(numbered(1))).rejects.toMatchObject({ code: 'not_written' })
    broken = false
    expect(await log.append(numbered(2))).toMatchObject({ seq: 1 })
    await log.close()
  })
})

describe('another writer', () => {
  it('is noticed by what it wrote, and nothing is written any more', async () => {
    const { disk, asked } = watchedDisk(memoryDisk())
    const log = await openOn(disk)
    await log.append(numbered(0))
    const file = await disk.open(first, 'write')
    await file.write(Buffer.from('x'), await file.size())
    asked.length = 0
    await expect(log.append(numbered(1))).rejects.toMatchObject({ code: 'forked' })
    await expect(log.append(numbered(2))).rejects.toMatchObject({ code: 'forked' })
    expect(await log.integrityCheck()(new AbortController().signal)).toMatchObject({ ok: false })
    await log.close().catch(() => {})
    expect(asked).toEqual([])
  })

  it('is noticed by the lock', async () => {
    const disk = memoryDisk()
    let isOurs = true
    const log = await openOn(disk, {}, { isOurs: () => isOurs })
    await log.append(numbered(0))
    isOurs = false
    await expect(log.append(numbered(1))).rejects.toMatchObject({ code: 'forked' })
    await log.close().catch(() => {})
  })
})
