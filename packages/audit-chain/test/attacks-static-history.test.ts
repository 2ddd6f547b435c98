import { describe, expect, test } from 'vitest'
import { signCheckpoint } from '../src/checkpoint.ts'
import { emptyRoot, encodeHash, leafHash } from '../src/hash.ts'
import { layout, segmentPath } from '../src/layout.ts'
import { appended, emptyFrontier, rootOf } from '../src/merkle.ts'
import { signerOf } from './support/keys.ts'
import { codesOf, verified } from './support/verified.ts'
import { filesOf, type LogFiles, linesOf, origin, writtenLog } from './support/write-log.ts'

const shape = { segments: [300, 300], checkpoints: [100, 300, 600] }
const lines = linesOf(600)
const files = await filesOf(lines, shape)
const textOf = (log: LogFiles, path: string): string => (log.get(path) as Buffer).toString()
const kept = textOf(files, layout.checkpoint)
/** The same log, another event from the 200th entry on, every hash made anew. */
const rewritten = (n: number) =>
  ({ type: 'auth.login', outcome: 'success', actor: { kind: 'user', id: `v${n}` } }) as const
const forged = { ...shape, event: rewritten }
const stranger = signerOf(origin, 2)
const but = (log: LogFiles, ...paths: readonly string[]): LogFiles =>
  new Map([...log].filter(([path]) => !paths.some((one) => path.startsWith(one))))

describe('every hash made anew', () => {
  test('by who has no key: the checkpoint is of other entries', async () => {
    const made = await writtenLog(forged)
    const log = new Map([...but(made, 'checkpoint'), ...only(files, 'checkpoint')])
    expect(codesOf(await verified(log))).toEqual(['root_differs'])
  })

  test('and signed by another key: nobody vouches for it', async () => {
    const log = await writtenLog({ ...forged, signers: [stranger] })
    const report = await verified(log, { since: kept })
    expect(report).toMatchObject({
      verdict: 'tampered',
      signed: 0,
      unknownCheckpoints: 3,
      since: 'failed',
    })
    expect(codesOf(report)).toEqual(['forked'])
    expect(await verified(log)).toMatchObject({ verdict: 'unverifiable', exitCode: 3, ok: false })
  })

  test('by who has the key: only what was kept elsewhere tells', async () => {
    const log = await writtenLog(forged)
    expect(await verified(log)).toMatchObject({ verdict: 'whole' })
    const report = await verified(log, { since: kept })
    expect([codesOf(report), report.since]).toEqual([['forked'], 'failed'])
  })
})

const only = (log: LogFiles, prefix: string): LogFiles =>
  new Map([...log].filter(([path]) => path.startsWith(prefix)))

describe('what was kept elsewhere', () => {
  test('of more entries than there are: the directory was set back', async () => {
    const before = await writtenLog({ segments: [300], checkpoints: [100, 300] })
    expect(await verified(before)).toMatchObject({ verdict: 'whole', size: 300 })
    const report = await verified(before, { since: kept })
    expect([codesOf(report), report.since]).toEqual([['rolled_back'], 'failed'])
  })

  test('of fewer entries: the log begins with them', async () => {
    for (const size of [1, 100, 255, 256, 257, 511, 599, 600]) {
      const head = {
        size,
        root: rootOf(
          appended(
            emptyFrontier,
            lines.slice(0, size).map((line) => leafHash(line)),
          ),
        ),
      }
      const since = await signCheckpoint(origin, head, [signerOf(origin)])
      expect(await verified(files, { since })).toMatchObject({ ok: true, since: 'held' })
    }
  })

  test('of no entries, of no known key, or changed: each is said', async () => {
    const empty = await signCheckpoint(origin, { size: 0, root: rootOf(emptyFrontier) }, [
      signerOf(origin),
    ])
    expect(await verified(files, { since: empty })).toMatchObject({ ok: true, since: 'empty' })
    const foreign = textOf(await writtenLog({ ...shape, signers: [stranger] }), layout.checkpoint)
    expect(await verified(files, { since: foreign })).toMatchObject({
      ...{ verdict: 'unverifiable', since: 'unverifiable', faultCount: 0 },
    })
    for (const since of [kept.replace('600', '601'), '', kept.replace(origin, 'log.example/b')]) {
      const report = await verified(files, { since })
      expect([codesOf(report), report.since]).toEqual([['checkpoint_wrong'], 'failed'])
    }
  })
})

describe('files', () => {
  test('a segment of another log, in place of ours', async () => {
    const other = await writtenLog({ ...shape, origin: 'log.example/other' })
    const swapped = new Map([...files, [segmentPath(300), other.get(segmentPath(300)) as Buffer]])
    expect(codesOf(await verified(swapped))).toEqual([
      ...['chain_broken', 'tile_differs', 'root_differs', 'tile_differs'],
    ])
    expect(codesOf(await verified(other))).toContain('checkpoint_wrong')
  })

  test('those that are missing', async () => {
    const codes = async (...paths: readonly string[]) =>
      codesOf(await verified(but(files, ...paths)))
    expect(await codes(segmentPath(0))).toEqual(['segment_missing'])
    expect(await codes(segmentPath(300))).toEqual(['truncated'])
    expect(await codes(layout.segments)).toEqual(['truncated'])
    expect(await codes('tile/0/000')).toEqual(['tile_differs'])
    expect(await codes('tile/0/002')).toEqual(['tile_differs'])
    expect(await codes('tile/1/')).toEqual(['tile_differs'])
    expect(await codes('tile/')).toEqual(['tile_differs', 'tile_differs'])
    expect(await codes(layout.checkpoints)).toEqual([])
    const latest = new Map([...files].filter(([path]) => path !== layout.checkpoint))
    expect(codesOf(await verified(latest))).toEqual(['checkpoint_wrong'])
    expect(await verified(but(files, 'checkpoint'))).toMatchObject({ verdict: 'unverifiable' })
  })

  test('tiles that are longer, shorter, and changed', async () => {
    for (const path of ['tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2']) {
      const bytes = files.get(path) as Buffer
      for (const made of [
        bytes.subarray(1),
        Buffer.concat([bytes, bytes]),
        Buffer.alloc(bytes.length),
        Buffer.alloc(0),
      ]) {
        const report = await verified(new Map([...files, [path, made]]))
        expect([codesOf(report), report.faults[0]?.file]).toEqual([['tile_differs'], path])
      }
    }
  })
})

describe('a log of which the beginning was deleted', () => {
  const leaves = lines.slice(0, 300).map((line) => leafHash(line))
  const right = { to: 300, root: encodeHash(rootOf(appended(emptyFrontier, leaves))) }
  const events = lines.map((line) => JSON.parse(line))
  const pruned = async (event: typeof right, transport: 'http' | 'system', signed = 600) => {
    const say = { type: 'audit.pruned', outcome: 'success', event, transport } as const
    const all = linesOf(600, { event: (n) => (n === 590 ? say : events[n]) })
    const log = await filesOf(all, { segments: [300, 300], checkpoints: [300, signed] })
    return verified(but(log, segmentPath(0)))
  }

  test('is whole when an entry under a checkpoint says so', async () => {
    const report = await pruned(right, 'system')
    expect(report).toMatchObject({ verdict: 'whole', faults: [], first: 300, size: 600 })
  })

  test('is not when nobody says so, or not this, or not under a checkpoint', async () => {
    const missing = ['segment_missing']
    expect(codesOf(await pruned({ ...right, to: 299 }, 'system'))).toEqual(missing)
    expect(codesOf(await pruned({ ...right, to: 600 }, 'system'))).toEqual(missing)
    expect(codesOf(await pruned({ ...right, root: encodeHash(emptyRoot) }, 'system'))).toEqual(
      missing,
    )
    expect(codesOf(await pruned(right, 'http'))).toEqual(missing)
    expect(codesOf(await pruned(right, 'system', 590))).toEqual(missing)
  })
})
