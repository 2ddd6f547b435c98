import { describe, expect, test } from 'vitest'
import { layout, segmentPath } from '../src/layout.ts'
import { codesOf, verified } from './support/verified.ts'
import { filesOf, type LogFiles, linesOf } from './support/write-log.ts'

const lines = linesOf(50)
const files = await filesOf(lines, { segments: [20, 30], checkpoints: [10, 25, 50] })
const kept = files.get(layout.checkpoint)?.toString() as string

const segment = (some: readonly string[]): Buffer =>
  Buffer.from(some.map((line) => `${line}\n`).join(''))

/** The log with these lines, so many of them in the first segment, and all else as it was. */
const withLines = (all: readonly string[], first: number): LogFiles =>
  new Map([
    ...files,
    [segmentPath(0), segment(all.slice(0, first))],
    [segmentPath(20), segment(all.slice(first))],
  ])

const found = async (all: readonly string[], first: number): Promise<string[]> =>
  codesOf(await verified(withLines(all, first)))

/** For each line, what it is when `change` was made there. */
async function eachLine(
  count: number,
  change: (n: number) => readonly string[],
  first: (n: number) => number,
): Promise<Map<string, number[]>> {
  const all = new Map<string, number[]>()
  for (let n = 0; n < count; n++) {
    const codes = (await found(change(n), first(n))).join()
    all.set(codes, [...(all.get(codes) ?? []), n])
  }
  return all
}
const oneMore = (n: number): number => (n < 20 ? 21 : 20)
const oneLess = (n: number): number => (n < 20 ? 19 : 20)
const but = (...some: readonly number[]): number[] =>
  lines.map((_, n) => n).filter((n) => !some.includes(n))

test('the untouched log has no fault', async () => {
  expect(await verified(files, { since: kept })).toMatchObject({
    ...{ ok: true, verdict: 'whole', exitCode: 0, size: 50, signed: 50, first: 0, torn: 0 },
    ...{ unknownCheckpoints: 0, since: 'held', faultCount: 0, faults: [] },
  })
})

describe('lines', () => {
  test('each that is deleted is one fault', async () => {
    expect(await eachLine(50, (n) => lines.toSpliced(n, 1), oneLess)).toEqual(
      new Map([
        ['chain_broken', but(19, 49)],
        ['segment_missing', [19]],
        ['truncated', [49]],
      ]),
    )
  })

  test('each that is there twice is one fault', async () => {
    const twice = (n: number) => lines.toSpliced(n, 0, lines[n] as string)
    expect(await eachLine(50, twice, oneMore)).toEqual(new Map([['chain_broken', but()]]))
  })

  test('each two that are swapped break the chain before, between and behind', async () => {
    const swapped = (n: number) =>
      lines.with(n, lines[n + 1] as string).with(n + 1, lines[n] as string)
    expect(await eachLine(49, swapped, () => 20)).toEqual(
      new Map([
        ['chain_broken,chain_broken,chain_broken', but(18, 19, 48, 49)],
        // Beside the seam of two segments, and over it.
        ['chain_broken,chain_broken,segment_missing', [18]],
        ['chain_broken,wrong_seq,chain_broken,chain_broken', [19]],
        ['chain_broken,chain_broken', [48]],
      ]),
    )
  })

  test('each entry that is put in between is one fault', async () => {
    // Of the right place, and chained to the line before it.
    const more = (n: number) =>
      lines.toSpliced(n, 0, (lines[n] as string).replace('"u', '"x') as string)
    expect(await eachLine(50, more, oneMore)).toEqual(new Map([['chain_broken', but()]]))
  })

  test('what is no entry and is put in between is said to be none', async () => {
    const foreign = ['', '{}', 'x'.repeat(70_000), (lines[3] as string).replace('"v":1', '"v":2')]
    for (const one of foreign) {
      expect(await found(lines.toSpliced(5, 0, one), 21)).toEqual(['not_an_entry', 'chain_broken'])
    }
  })

  test('hundreds that are missing are one fault, and those of another log in their place a few', async () => {
    const long = linesOf(2_000)
    const whole = await filesOf(long, {
      segments: [2_000],
      checkpoints: [500, 1_000, 1_500, 2_000],
    })
    const cut = (all: readonly string[]) =>
      verified(new Map([...whole, [segmentPath(0), segment(all)]]))
    expect(codesOf(await cut(long.toSpliced(700, 600)))).toEqual(['chain_broken'])
    const others = linesOf(2_000, { origin: 'log.example/other' })
    const swapped = long.toSpliced(700, 600, ...others.slice(700, 1_300))
    expect(codesOf(await cut(swapped))).toEqual([
      ...['chain_broken', 'chain_broken', 'tile_differs', 'root_differs', 'tile_differs'],
    ])
  })
})

describe('truncation', () => {
  test('of the last segment at every byte is found', async () => {
    const whole = files.get(segmentPath(20)) as Buffer
    for (let length = 0; length < whole.length; length++) {
      const report = await verified(
        new Map([...files, [segmentPath(20), whole.subarray(0, length)]]),
      )
      const end = whole.subarray(0, length).lastIndexOf('\n') + 1
      if (codesOf(report).join() !== 'truncated' || report.torn !== length - end)
        throw new Error(`at ${length}: ${codesOf(report)}, ${report.torn} torn`)
    }
  })

  test('of a segment that another follows at every byte is found', async () => {
    const whole = files.get(segmentPath(0)) as Buffer
    const all = new Set<string>()
    for (let length = 0; length < whole.length; length++) {
      const cut = new Map([...files, [segmentPath(0), whole.subarray(0, length)]])
      all.add(codesOf(await verified(cut)).join())
    }
    expect([...all].sort()).toEqual([
      'not_an_entry',
      'not_an_entry,chain_broken',
      'not_an_entry,segment_missing',
      'segment_missing',
    ])
  })
})
