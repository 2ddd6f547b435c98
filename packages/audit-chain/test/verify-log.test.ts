import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkEntries, verifyLog } from '@sallyport/audit-chain/verify'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { ReadableDisk } from '../src/disk.ts'
import { layout, segmentPath } from '../src/layout.ts'
import { readVerifierKeys } from '../src/note.ts'
import { verifyDisk } from '../src/verify-disk.ts'
import { verified } from './support/verified.ts'
import { diskOf, known, linesOf, origin, writeFiles, writtenLog } from './support/write-log.ts'

const directory = await mkdtemp(join(tmpdir(), 'sallyport-audit-'))
afterAll(() => rm(directory, { recursive: true }))
const verifiers = readVerifierKeys('keys', known.keys)
const files = await writtenLog({ segments: [300, 20], checkpoints: [300, 320] })

describe('a directory', () => {
  test('is verified, and its lines are read as entries', async () => {
    await writeFiles(directory, files)
    expect(await verifyLog(directory, known)).toMatchObject({ ok: true, size: 320, torn: 0 })
    expect(await checkEntries(directory)).toMatchObject({ ok: true, lines: 320, faultCount: 0 })
    const tail = join(directory, segmentPath(300))
    await writeFile(tail, '{"half', { flag: 'a' })
    expect(await verifyLog(directory, known)).toMatchObject({ ok: true, size: 320, torn: 6 })
    await writeFile(tail, '\n', { flag: 'a' })
    const heard: string[] = []
    const report = await verifyLog(directory, { ...known, onFault: ({ code }) => heard.push(code) })
    expect([report.exitCode, heard, report.faults[0]?.detail]).toEqual([
      1,
      ['not_an_entry'],
      'not_json',
    ])
    expect((await checkEntries(directory)).faults).toEqual(
      report.faults.map(({ seq, ...rest }) => rest),
    )
  })

  test('that is not there rejects, and so does wrong use', async () => {
    await expect(verifyLog(join(directory, 'no'), known)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(verifyLog(directory, { origin, keys: [] })).rejects.toThrow(RangeError)
    await expect(verifyLog(directory, { origin, keys: ['x'] })).rejects.toThrow(TypeError)
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(verifyLog(directory, { ...known, signal })).rejects.toThrow('enough')
  })
})

describe('a disk', () => {
  const broken = (path: string): ReadableDisk => {
    const disk = diskOf(files)
    const error = Object.assign(new Error('EIO'), { code: 'EIO' })
    return {
      ...disk,
      open: (name, how) => (name === path ? Promise.reject(error) : disk.open(name, how)),
    }
  }
  test.each([
    layout.checkpoint,
    layout.checkpoints,
    segmentPath(300),
    'tile/0/000',
    'tile/0/001.p/64',
  ])('that fails at %s rejects', async (path) => {
    const verifying = verifyDisk(broken(path), { origin, verifiers })
    await expect(verifying).rejects.toMatchObject({ code: 'EIO' })
  })

  test('that is written meanwhile shows a whole log', async () => {
    const grown = await writtenLog({ segments: [300, 300, 10], checkpoints: [300, 320, 600, 610] })
    for (let grows = 1; grows < 9; grows++) {
      // All of it is there from the n-th opening on.
      let left = grows
      const [before, after] = [diskOf(files), diskOf(grown)]
      const live: ReadableDisk = {
        open: (path) => (left-- > 0 ? before : after).open(path, 'read'),
        list: (path) => (left > 0 ? before : after).list(path),
      }
      const { report } = await verifyDisk(live, { origin, verifiers })
      expect(report).toMatchObject({ verdict: 'whole', faults: [] })
    }
  })

  test('is verified on from where it was verified to', async () => {
    for (const size of [1, 100, 255, 256, 257, 320]) {
      const before = await writtenLog({
        segments: size > 300 ? [300, size - 300] : [size],
        checkpoints: [size],
      })
      const { to } = await verifyDisk(diskOf(before), { origin, verifiers })
      const whole = await writtenLog({ segments: [300, 300], checkpoints: [size, 600] })
      const { report } = await verifyDisk(diskOf(whole), { origin, verifiers, from: to })
      expect(report).toMatchObject({ verdict: 'whole', size: 600, signed: 600, faults: [] })
      expect(report.bytes).toBe(
        linesOf(600)
          .slice(size)
          .reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
      )
      const tampered = new Map([...whole, [segmentPath(300), Buffer.from('x\n')]])
      const next = await verifyDisk(diskOf(tampered), { origin, verifiers, from: to })
      expect(next.report.verdict).toBe('tampered')
    }
  })
})

test('nothing that stands in the files makes it throw, or whole', async () => {
  // Whole lines of the history may be gone, as when there is no more room; and a tile that a later one has replaced.
  const unneeded = new Set([layout.checkpoints, 'tile/0/001.p/44'])
  const paths = [...files.keys()]
  const edit = fc.record({
    path: fc.constantFrom(...paths),
    at: fc.nat(100_000),
    remove: fc.oneof(fc.nat(3), fc.nat(3_000)),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.string().map((text) => Buffer.from(text)),
      fc.constantFrom(...['\n', '\n\n', '{}\n', '"\n', '"a"\n'].map((text) => Buffer.from(text))),
      fc.nat(300_000).map((length) => Buffer.alloc(length, 'x')),
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const changed = new Map(files)
      for (const { path, at, remove, put } of edits) {
        const bytes = changed.get(path) as Buffer
        const from = at % (bytes.length + 1)
        changed.set(
          path,
          Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + remove)]),
        )
      }
      const touched = paths.filter((path) => !changed.get(path)?.equals(files.get(path) as Buffer))
      const { verdict, size, torn, unknownCheckpoints } = await verified(changed)
      // What was changed behind the last line feed is torn, and in the history the key's id may be another's.
      const said = verdict !== 'whole' || size > 320 || torn > 0 || unknownCheckpoints > 0
      expect(said || touched.every((path) => unneeded.has(path))).toBe(true)
    }),
    { numRuns: 400 },
  )
})
