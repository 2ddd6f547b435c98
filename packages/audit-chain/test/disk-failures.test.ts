import { describe, expect, it } from 'vitest'
import { segmentPath } from '../src/layout.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { type Faults, faultyDisk } from './support/faulty-disk.ts'
import { entriesOf, numbered, numbersOf, openOn } from './support/open-on.ts'
import { watchedDisk } from './support/watched-disk.ts'

const first = segmentPath(0)
const { signal } = new AbortController()
const quiet = { checkpoints: { everyEntries: 1_000_000 } }
const large = (number: number) => ({ ...numbered(number), reason: 'x'.repeat(400) })

async function sizeOf(disk: ReturnType<typeof memoryDisk>): Promise<number> {
  const file = await disk.open(first, 'read')
  return file.size()
}

describe('a full disk', () => {
  it('refuses what does not fit, and all else as soon as there is room again', async () => {
    const disk = memoryDisk()
    const faults: Faults = {}
    const log = await openOn(faultyDisk(disk, faults), quiet)
    await log.append(numbered(0))
    const before = await sizeOf(disk)
    faults.room = 500
    const both = await Promise.allSettled([log.append(large(1)), log.append(large(2))])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(both[0]).toMatchObject({ reason: { code: 'not_written', cause: { code: 'ENOSPC' } } })
    // The beginning that the disk took is gone.
    expect(await sizeOf(disk)).toBe(before)
    expect(await log.integrityCheck()(signal)).toMatchObject({ ok: true, degraded: true })
    faults.room = 1_000_000
    expect(await log.append(numbered(3))).toMatchObject({ seq: 1 })
    expect(await log.integrityCheck()(signal)).not.toHaveProperty('degraded')
    await log.close()
    const again = await openOn(disk)
    expect(numbersOf(await entriesOf(again))).toEqual([0, 3])
    await again.close()
  })

  it('rejects a batch, and tries the next', async () => {
    const faults: Faults = {}
    const log = await openOn(faultyDisk(memoryDisk(), faults), quiet)
    let writes = 0
    faults.fails = (what) => (what === 'write' && writes++ === 0 ? 'ENOSPC' : undefined)
    const refused = log.append(numbered(0))
    // real time: the next turn of the event loop, when the first batch is under way and this one queued.
    const taken = new Promise((resolve) => setImmediate(resolve)).then(() =>
      log.append(numbered(1)),
    )
    await expect(refused).rejects.toMatchObject({ code: 'not_written' })
    expect(await taken).toMatchObject({ seq: 0 })
    await log.close()
  })
})

describe('a sync that fails', () => {
  const fails = (times: number): Faults => {
    let left = times
    return {
      fails: (what, _nth, path) =>
        what === 'datasync' && path === first && armed && left-- > 0 ? 'EIO' : undefined,
    }
  }
  let armed = false

  it('is never asked for again of the same file: it is opened anew, and set back', async () => {
    armed = false
    const disk = memoryDisk()
    const { disk: watched, asked } = watchedDisk(faultyDisk(disk, fails(1)))
    const log = await openOn(watched, quiet)
    await log.append(numbered(0))
    const size = await sizeOf(disk)
    armed = true
    asked.length = 0
    await expect(log.append(numbered(1))).rejects.toMatchObject({ cause: { code: 'EIO' } })
    const numbers = asked.map((one) => one.replace(` ${first}`, ''))
    const [, old] = /^write#(\d+)$/.exec(numbers[0] ?? '') ?? []
    const [, anew] = /^write#(\d+)$/.exec(numbers[2] ?? '') ?? []
    expect(anew).not.toBe(old)
    expect(numbers).toEqual([
      `write#${old}`,
      `datasync#${old}`,
      `write#${anew}`,
      `truncate to ${size}#${anew}`,
      `datasync#${anew}`,
    ])
    expect(await log.append(numbered(2))).toMatchObject({ seq: 1 })
    await log.close()
    const again = await openOn(disk)
    expect(numbersOf(await entriesOf(again))).toEqual([0, 2])
    await again.close()
  })

  it('and keeps failing is tried again once a second at most', async () => {
    armed = false
    let now = 0
    const { disk, asked } = watchedDisk(faultyDisk(memoryDisk(), fails(3)))
    const log = await openOn(disk, { ...quiet, monotonic: () => now })
    await log.append(numbered(0))
    armed = true
    await expect(log.append(numbered(1))).rejects.toMatchObject({ code: 'not_written' })
    expect(await log.integrityCheck()(signal)).toMatchObject({ ok: false })
    asked.length = 0
    now = 999
    await expect(log.append(numbered(2))).rejects.toMatchObject({ cause: { code: 'EIO' } })
    expect(asked).toEqual([])
    now = 1_000
    await expect(log.append(numbered(3))).rejects.toMatchObject({ code: 'not_written' })
    expect(asked).not.toEqual([])
    now = 2_000
    expect(await log.append(numbered(4))).toMatchObject({ seq: 1 })
    await log.close()
  })

  it('is not told to those who were told that it is written, but counted', async () => {
    armed = false
    const told: unknown[] = []
    const log = await openOn(faultyDisk(memoryDisk(), fails(1)), {
      ...quiet,
      onError: (error) => told.push(error),
    })
    armed = true
    expect(await log.append(numbered(0), { acknowledge: 'written' })).toMatchObject({ seq: 0 })
    await expect(log.flush()).rejects.toMatchObject({ code: 'not_written' })
    expect(told).toContainEqual(expect.objectContaining({ code: 'not_written' }))
    await log.close()
  })
})
