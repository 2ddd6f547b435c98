import { expect, it } from 'vitest'
import type { DiskFile } from '../src/disk.ts'
import { longestLine } from '../src/entry.ts'
import { readBack } from '../src/read-back.ts'
import type { Lines } from '../src/read-lines.ts'

/** A file of these bytes, that gives at most so many at once. */
function fileOf(bytes: Buffer, most = 50_000): DiskFile {
  const none = async () => {}
  return {
    ...{ write: () => 0, datasync: none, truncate: none, close: none },
    size: async () => bytes.length,
    read: async (into, position) =>
      bytes.copy(into, 0, position, position + Math.min(most, into.length)),
  }
}

/** The lines of a piece with their offsets, the last one first. */
const linesOf = ({ bytes, bounds, count, offset }: Lines) =>
  Array.from({ length: count }, (_, i) => {
    const start = bounds[2 * i] ?? 0
    return { at: offset + start, text: bytes.toString('latin1', start, bounds[2 * i + 1]) }
  }).reverse()

async function read(text: string, from = 0, to: number = text.length) {
  const found: { at: number; text: string }[] = []
  let pieces = 0
  for await (const piece of readBack(fileOf(Buffer.from(text)), { from, to }, 1)) {
    found.push(...linesOf(piece))
    pieces++
  }
  return { found, pieces }
}

it('gives each line once, from the last one back', async () => {
  const lengths = [0, 1, 65_534, longestLine, 3, longestLine, longestLine, 0, 0, 20_000, 131_072]
  const lines = lengths.slice(0, -1).flatMap((length, i) => [`${i}`.repeat(length), `${i}`])
  const text = `${lines.join('\n')}\n`
  const { found, pieces } = await read(text)
  expect(found.map((line) => line.text)).toEqual(lines.toReversed())
  expect(found.every(({ at, text: line }) => text.startsWith(`${line}\n`, at))).toBe(true)
  expect(pieces).toBeGreaterThan(2)
})

it('stays between its offsets', async () => {
  expect((await read('a\nbc\nd\n', 2, 5)).found).toEqual([{ at: 2, text: 'bc' }])
  expect(await read('a\n', 2, 2)).toEqual({ found: [], pieces: 0 })
})

it('gives what is longer than a line in pieces that are longer too', async () => {
  const long = 'x'.repeat(5 * longestLine)
  const { found } = await read(`a\n${long}\nb\n`)
  expect(found[0]?.text).toBe('b')
  expect(found[1]?.text.length).toBeGreaterThan(longestLine)
})

it('gives no lines of what does not end with one, or is shorter than it was', async () => {
  expect(await read('a\nb')).toEqual({ found: [], pieces: 1 })
  expect(await read('a\nb\n', 0, 9)).toEqual({ found: [], pieces: 1 })
})
