import type { AuditEvent } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { auditEvents } from '../src/catalog.ts'
import type { Disk } from '../src/disk.ts'
import { readFile, writeAll } from '../src/disk-files.ts'
import { formatEntry } from '../src/format-entry.ts'
import { leafHash } from '../src/hash.ts'
import { layout, segmentPath } from '../src/layout.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { readVerifierKeys } from '../src/note.ts'
import { listSegments } from '../src/segments.ts'
import { verifyDisk } from '../src/verify-disk.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { keyOf } from './support/keys.ts'
import { entriesOf, numbered, numbersOf, openOn, origin } from './support/open-on.ts'
import { survivals } from './support/power-cut.ts'

const day = 86_400_000
const start = Date.UTC(2020, 0, 1)
const verifiers = readVerifierKeys('keys', [keyOf(origin).verifierKey])
const options = { segmentBytes: 4_096, checkpoints: { everyEntries: 10 } }
const codesOf = async (disk: Disk): Promise<string[]> =>
  (await verifyDisk(disk, { origin, verifiers })).report.faults.map(({ code }) => code)

/** A log whose entries are a day apart from one another, forty of them. */
async function oldLog(disk: Disk) {
  let time = start
  const log = await openOn(disk, { ...options, clock: () => (time += day) })
  for (let number = 0; number < 60; number++) await log.append(numbered(number))
  return { log, later: (days: number) => (time += days * day) }
}

/** The same, and its oldest segments are deleted as they may be. */
async function prunedLog(disk: Disk) {
  const { log, later } = await oldLog(disk)
  later(400)
  const pruned = await log.prune({ olderThanDays: 430 })
  return { log, pruned }
}

describe('a log of which the beginning was pruned', () => {
  it('is whole, says where it begins, and proves what is left', async () => {
    const disk = memoryDisk()
    const { log, pruned } = await prunedLog(disk)
    expect(pruned.entries).toBeGreaterThan(10)
    expect(await log.verify()).toMatchObject({ verdict: 'whole', first: pruned.first, size: 61 })
    const [row] = (await log.query({ order: 'oldest', limit: 1, verified: true })).rows
    expect([row?.seq, typeof row?.proof]).toEqual([pruned.first, 'string'])
    await log.close()
    const again = await openOn(disk, options)
    expect(numbersOf(await entriesOf(again))[0]).toBe(pruned.first)
    await again.close()
  })

  it('and of which one segment more is deleted is not', async () => {
    const disk = memoryDisk()
    const { log } = await prunedLog(disk)
    await log.close()
    const [, second] = await listSegments(disk)
    const [first] = await listSegments(disk)
    await disk.remove(segmentPath(first as number))
    expect(second).toBeGreaterThan(first as number)
    expect(await codesOf(disk)).toEqual(['segment_missing'])
  })

  it('is not when the entry that says so is deleted with the end', async () => {
    const disk = memoryDisk()
    const { log } = await prunedLog(disk)
    await log.close()
    const last = (await listSegments(disk)).at(-1) as number
    const file = await disk.open(segmentPath(last), 'write')
    const text = Buffer.from((await readFile(disk, segmentPath(last), 100_000)) ?? []).toString()
    const at = text.lastIndexOf('\n', text.indexOf('"audit.pruned"')) + 1
    await file.truncate(at)
    expect(await codesOf(disk)).toEqual(expect.arrayContaining(['truncated', 'segment_missing']))
  })
})

describe('segments deleted by hand', () => {
  const to = async (disk: Disk): Promise<number> => (await listSegments(disk))[1] as number
  const forged = async (log: { append(event: AuditEvent): Promise<unknown> }, size: number) =>
    log.append({
      ...{ type: auditEvents.pruned.type, outcome: 'success' },
      event: { from: 0, to: size, root: Buffer.alloc(32).toString('base64') },
    })

  it('are missed, without a word and with one that came in as an event', async () => {
    const disk = memoryDisk()
    const { log } = await oldLog(disk)
    const size = await to(disk)
    // With the root that is right: it is no secret.
    const { root } = await log.verify()
    await forged(log, size)
    await log.append({
      ...{ type: auditEvents.pruned.type, outcome: 'success' },
      event: { from: 0, to: 60, root },
    })
    await log.close()
    await disk.remove(segmentPath(0))
    expect(await codesOf(disk)).toEqual(['segment_missing'])
  })

  it('are missed when the word for it is written behind the last checkpoint', async () => {
    const disk = memoryDisk()
    const { log } = await oldLog(disk)
    await log.close()
    const other = await prunedRoot()
    const path = segmentPath((await listSegments(disk)).at(-1) as number)
    const bytes = Buffer.from((await readFile(disk, path, 100_000)) ?? [])
    const before = bytes.toString().trimEnd().split('\n').at(-1) ?? ''
    const line = formatEntry(
      { type: auditEvents.pruned.type, outcome: 'success', event: other },
      {
        prev: Buffer.from(leafHash(before), 'latin1').toString('base64url'),
        ...{ seq: 60, id: '01a1fdfa-4600-7011-a233-445566778899', time: start + 61 * day },
        transport: 'system',
      },
    )
    await writeAll(await disk.open(path, 'write'), Buffer.from(`${line}\n`), bytes.length)
    expect(await codesOf(disk)).toEqual([])
    for (const first of await listSegments(disk)) {
      if (first < other.to) await disk.remove(segmentPath(first))
    }
    expect(await codesOf(disk)).toEqual(['segment_missing'])
  })
})

/** What the log itself would have said of the same entries. */
async function prunedRoot(): Promise<{ from: number; to: number; root: string }> {
  const { log } = await prunedLog(memoryDisk())
  const { rows } = await log.query({ type: auditEvents.pruned.type })
  await log.close()
  return rows[0]?.entry.event as { from: number; to: number; root: string }
}

describe('a power cut while a log is pruned', () => {
  it.each(survivals)(
    'after any operation leaves it whole: %s',
    async (survival) => {
      const crashing = crashingDisk(13)
      const { log, later } = await oldLog(crashing.disk)
      await log.checkpoint()
      later(400)
      const before = crashing.operations
      const { first, entries } = await log.prune({ olderThanDays: 430 })
      expect(entries).toBeGreaterThan(10)
      for (let at = before; at <= crashing.operations; at++) {
        const { disk } = crashing.afterCrash(at, survival)
        expect(await codesOf(disk), `after ${at}`).toEqual([])
        const again = await openOn(disk, { ...options, clock: () => start + 600 * day })
        const numbers = numbersOf(await entriesOf(again))
        expect(numbers).toEqual(
          Array.from({ length: numbers.length }, (_, i) => 60 - numbers.length + i),
        )
        expect(numbers[0]).toBeLessThanOrEqual(first)
        // What was cut short is finished by the next one.
        await again.prune({ olderThanDays: 530 })
        expect(numbersOf(await entriesOf(again))[0]).toBeGreaterThanOrEqual(first)
        expect((await disk.list(layout.segments)).length).toBeLessThan(10)
        expect(await again.verify(), `after ${at}`).toMatchObject({ verdict: 'whole' })
        await again.close()
      }
      await log.close()
    },
    60_000,
  )
})
