import { beforeEach, describe, expect, it } from 'vitest'
import type { PruneOptions } from '../src/audit-log.ts'
import { indexSegment } from '../src/index-segment.ts'
import { indexPath, segmentPath } from '../src/layout.ts'
import { type PruneParts, pruneLog } from '../src/prune.ts'
import { runQuery } from '../src/query.ts'
import { verifyProof } from '../src/verify-proof.ts'
import { asHash, treeHash } from './support/naive-tree.ts'
import { noon, type QueryLog, queryLog } from './support/query-log.ts'

const day = 86_400_000
let log: QueryLog
let done: string[]
let parts: PruneParts

// Three entries a segment, an entry a day: 0–2, 3–5, 6–8 are sealed, 9 and 10 not.
beforeEach(async () => {
  log = await queryLog()
  for (let i = 0; i < 11; i++) {
    await log.append({ type: 'x', outcome: 'success' }, noon + i * day)
    if (i % 3 === 2) log.seal()
  }
  for (const first of [0, 3, 6]) await indexSegment(log.disk, first)
  parts = partsOf(log)
})

/** Says in `done` what was done, in order; the day is the 100th. */
function partsOf({ disk, head, append, checkpoint }: QueryLog): PruneParts {
  done = []
  const told = (what: string) => done.push(what)
  return {
    head,
    clock: () => noon + 100 * day,
    retention: { floorDays: 90 },
    append: async (event) => {
      await append(event, noon + 100 * day)
      told(event.type)
    },
    checkpoint: async () => {
      told('checkpoint')
      return checkpoint()
    },
    disk: {
      ...disk,
      remove: async (path) => {
        told(`remove ${path}`)
        return disk.remove(path)
      },
      syncDirectory: async (path) => void told(`sync ${path}`),
    },
  }
}
const prune = (options: PruneOptions, more: Partial<PruneParts> = {}) =>
  pruneLog({ ...parts, ...more }, options)
const list = (path: string) => log.disk.list(path)

describe('deletes', () => {
  it('whole segments that are old enough, after their end is signed', async () => {
    const sizes = log.lines.slice(0, 6).map((line) => Buffer.byteLength(line) + 1)
    const bytes = sizes.reduce((sum, size) => sum + size)
    // The sixth entry is 95 days old to the millisecond: not yet older.
    expect(await prune({ olderThanDays: 95 })).toMatchObject({ entries: 3, kept: 'too_young' })
    log = await queryLog()
    for (let i = 0; i < 11; i++) {
      await log.append({ type: 'x', outcome: 'success' }, noon + i * day)
      if (i % 3 === 2) log.seal()
    }
    parts = partsOf(log)
    expect(await prune({ olderThanDays: 94 })).toEqual({
      ...{ entries: 6, bytes, first: 6, kept: 'too_young' },
    })
    expect(done).toEqual([
      ...['checkpoint', 'audit.pruned', 'checkpoint'],
      ...[`remove ${segmentPath(0)}`, 'sync segments'],
      ...[`remove ${segmentPath(3)}`, 'sync segments'],
    ])
  })

  it('with them their indexes, and no others', async () => {
    await prune({ olderThanDays: 94 })
    expect(await list('segments')).toHaveLength(2)
    expect((await list('index')).map((name) => `index/${name}`)).toEqual([indexPath(6)])
  })

  it('and says what is gone, in words that can be checked', async () => {
    await prune({ olderThanDays: 94 })
    const [pruned] = (await runQuery(log, { type: 'audit.pruned' })).rows
    const root = treeHash(log.lines.slice(0, 6).map((line) => Buffer.from(line)))
    const event = { from: 0, to: 6, root: root.toString('base64') }
    expect(pruned?.entry).toMatchObject({ outcome: 'success', event })
    expect(asHash(root)).toHaveLength(32)
  })

  it('never the segment that is written to', async () => {
    const later = { clock: () => noon + 10_000 * day }
    const rest = await prune({ olderThanDays: 90 }, later)
    expect(rest).toMatchObject({ entries: 9, first: 9 })
    expect(rest).not.toHaveProperty('kept')
    expect(await prune({ olderThanDays: 90 }, later)).toEqual({
      ...{ entries: 0, bytes: 0, first: 9, kept: 'nothing' },
    })
  })

  it('and what is left is proved as before, and queried', async () => {
    await prune({ olderThanDays: 94 })
    const { rows } = await runQuery(log, { verified: true })
    expect(rows.map(({ seq }) => seq)).toEqual([11, 10, 9, 8, 7, 6])
    const [{ proof = '', line = '' } = {}] = rows
    expect(verifyProof(proof, { ...log.proofs, entry: line })).toMatchObject({ index: 11 })
  })
})

describe('keeps', () => {
  it('everything while it is held', async () => {
    const retention = { floorDays: 90, hold: async () => true }
    const nothing = { entries: 0, bytes: 0, first: 0 }
    expect(await prune({ olderThanDays: 94 }, { retention })).toEqual({ ...nothing, kept: 'held' })
    expect(done).toEqual([])
    const hold = () => Promise.reject(new Error('nobody knows'))
    await expect(
      prune({ olderThanDays: 94 }, { retention: { hold, floorDays: 1 } }),
    ).rejects.toThrow('nobody knows')
    expect(done).toEqual([])
  })

  it('everything when it is only asked', async () => {
    const dry = await prune({ olderThanDays: 94, dryRun: true })
    expect(done).toEqual([])
    expect(await prune({ olderThanDays: 94 })).toEqual(dry)
  })

  it('a segment with one young entry, and all behind it', async () => {
    const other = await queryLog()
    for (const time of [noon, noon + 99 * day, noon, noon]) {
      await other.append({ type: 'x', outcome: 'success' }, time)
      if (other.entries.length > 1) other.seal()
    }
    parts = partsOf(other)
    expect(await prune({ olderThanDays: 90 })).toMatchObject({ entries: 0, kept: 'too_young' })
    expect(await other.disk.list('segments')).toHaveLength(3)
  })

  it('what the floor says, a year when nobody says', async () => {
    await expect(prune({ olderThanDays: 89 })).rejects.toThrow(
      new RangeError('audit-chain: "olderThanDays" must be a number of days, at least 90, got 89'),
    )
    await expect(prune({ olderThanDays: 364 }, { retention: {} })).rejects.toThrow('at least 365')
    expect(await prune({ olderThanDays: 365 }, { retention: {} })).toMatchObject({ entries: 0 })
  })

  it.each([
    [{}, TypeError, 'got undefined'],
    [{ olderThanDays: '400' }, TypeError, 'got 400'],
    [{ olderThanDays: Number.NaN }, RangeError, 'got NaN'],
    [{ olderThanDays: 400, dryrun: true }, TypeError, 'got "dryrun"'],
    [{ olderThanDays: 400, dryRun: 1 }, TypeError, '"dryRun" must be true or false, got 1'],
  ])('everything for %j', async (options, kind, text) => {
    const refused = prune(options as PruneOptions)
    await expect(refused).rejects.toBeInstanceOf(kind)
    await expect(refused).rejects.toThrow(text)
    expect(done).toEqual([])
  })

  it('what does not hold together', async () => {
    await log.disk.remove(segmentPath(3))
    await expect(prune({ olderThanDays: 90 })).rejects.toMatchObject({ code: 'damaged' })
    expect(done).toEqual([])
  })
})

it('deletes nothing where the tiles are not those that were signed', async () => {
  const checkpoint = async () => {
    const text = await log.checkpoint()
    const file = await log.disk.open('tile/0/000.p/11', 'write')
    await file.write(Uint8Array.of(0, 0), 0)
    return text
  }
  const pruning = prune({ olderThanDays: 94 }, { checkpoint })
  await expect(pruning).rejects.toMatchObject({ code: 'damaged' })
  expect(done).toEqual([])
  expect(log.entries).toHaveLength(11)
})

describe('cut short', () => {
  const crash = new Error('crash')
  const calls = ['append', 'checkpoint', 'remove', 'syncDirectory'] as const

  it.each([...calls.keys()])(
    'at step %j of a kind, at any time, is finished by the next',
    async (kind) => {
      for (let at = 0; at < 4; at++) {
        log = await queryLog()
        for (let i = 0; i < 11; i++) {
          await log.append({ type: 'x', outcome: 'success' }, noon + i * day)
          if (i % 3 === 2) log.seal()
        }
        for (const first of [0, 3, 6]) await indexSegment(log.disk, first)
        parts = partsOf(log)
        await prune({ olderThanDays: 94 }, failing(parts, calls[kind] ?? 'append', at)).catch(
          (error) => expect(error).toBe(crash),
        )
        expect((await runQuery(log)).rows.length).toBeGreaterThanOrEqual(5)
        await prune({ olderThanDays: 94 })
        expect(await list('segments')).toHaveLength(2)
        expect(await list('index')).toHaveLength(1)
        const { rows } = await runQuery(log, { type: 'audit.pruned', order: 'oldest' })
        expect(rows.at(-1)?.entry.event).toMatchObject({ to: 6 })
      }
    },
  )

  /** Fails at the nth call of a kind. */
  function failing(of: PruneParts, kind: (typeof calls)[number], at: number): PruneParts {
    let calls = 0
    const after =
      <A extends unknown[], T>(name: string, go: (...given: A) => Promise<T>) =>
      async (...given: A): Promise<T> => {
        if (name === kind && calls++ === at) throw crash
        return go(...given)
      }
    const { disk } = of
    return {
      ...of,
      append: after('append', of.append),
      checkpoint: after('checkpoint', of.checkpoint),
      disk: {
        ...disk,
        remove: after('remove', disk.remove),
        syncDirectory: after('syncDirectory', disk.syncDirectory),
      },
    }
  }
})

it('lets a query go on that reads what is deleted', async () => {
  const open: typeof log.disk.open = async (path, how) => {
    const file = await log.disk.open(path, how)
    if (path === segmentPath(3)) await prune({ olderThanDays: 94 })
    return file
  }
  const { rows } = await runQuery(
    { ...log, disk: { ...log.disk, open } },
    { order: 'oldest', limit: 9 },
  )
  expect(rows.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})
