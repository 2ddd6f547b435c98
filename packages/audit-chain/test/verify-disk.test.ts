import { describe, expect, test } from 'vitest'
import { readVerifierKeys } from '../src/note.ts'
import { verifyDisk } from '../src/verify-disk.ts'
import { diskOf, known, type LogFiles, writtenLog } from './support/write-log.ts'

const verifiers = readVerifierKeys('keys', known.keys)
const verified = async (files: LogFiles, more = {}) =>
  (await verifyDisk(diskOf(files), { origin: known.origin, verifiers, ...more })).report

describe('a whole log', () => {
  test.each([
    [[0], []],
    [[1], [1]],
    [[50], [50]],
    [
      [20, 30],
      [10, 20, 50],
    ],
    [
      [255, 1, 1],
      [255, 256, 257],
    ],
    [
      [300, 212],
      [0, 256, 300, 512],
    ],
    [[700], [1, 1, 2, 600]],
    [[70_000], [66_000]],
  ])('of segments %j with checkpoints at %j has no fault', async (segments, checkpoints) => {
    const report = await verified(await writtenLog({ segments, checkpoints }))
    expect(report.faults).toEqual([])
    expect(report.size).toBe(segments.reduce((a, b) => a + b, 0))
    expect(report.signed).toBe(checkpoints.at(-1) ?? 0)
    expect(report.verdict).toBe(checkpoints.length ? 'whole' : 'unverifiable')
  })
})
