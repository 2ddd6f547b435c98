import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReadableFile } from '../src/disk.ts'
import { lineRoom, readLines } from '../src/read-lines.ts'

/** A file whose reads are short. */
const fileOf = (bytes: Buffer, most: number): ReadableFile => ({
  size: async () => bytes.length,
  read: async (into, position) =>
    bytes.copy(into, 0, position, position + Math.min(into.length, most)),
  close: async () => {},
})

async function linesOf(bytes: Buffer, most = bytes.length, room = lineRoom(1), from = 0) {
  const lines: { readonly text: string; readonly offset: number }[] = []
  const pieces = readLines(fileOf(bytes, most), { from, to: bytes.length }, room)
  for (;;) {
    const { done, value } = await pieces.next()
    if (done) return { lines, rest: value.bytes.toString('latin1'), offset: value.offset }
    for (let i = 0; i < value.count; i++) {
      const [start, end] = [value.bounds[2 * i] as number, value.bounds[2 * i + 1] as number]
      const text = value.bytes.toString('latin1', start, end)
      lines.push({ text, offset: value.offset + start })
      // As whoever hashes in place does.
      value.bytes[start - 1] = 0
    }
  }
}

test('gives the lines of any text, and what has no line feed, however short the reads', async () => {
  const room = lineRoom(1)
  const text = fc.array(
    fc.oneof(
      fc.constant(''),
      fc.string({ maxLength: 40 }),
      fc.nat(70_000).map((n) => 'x'.repeat(n)),
    ),
    { maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 200_000 }), async (parts, most) => {
      const all = parts
        .map((part) => part.replace(/[^ -~]/g, ''))
        .filter(({ length }) => length <= 65_535)
      const bytes = Buffer.from(all.join('\n'))
      const { lines, rest, offset } = await linesOf(bytes, Math.max(most, bytes.length >> 4), room)
      expect(lines.map((line) => line.text)).toEqual(all.slice(0, -1))
      expect(rest).toBe(all.at(-1) ?? '')
      expect(offset).toBe(bytes.length - rest.length)
      for (const line of lines)
        expect(bytes.toString('latin1', line.offset).startsWith(line.text)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a piece has so many lines at most, and begins where it is told', async () => {
  const { lines, rest } = await linesOf(
    Buffer.from(`abc\n${'\n'.repeat(100_000)}d`),
    1e6,
    lineRoom(),
    4,
  )
  expect([lines.length, lines[0]?.offset, lines.at(-1)?.offset, rest]).toEqual([
    100_000,
    4,
    100_003,
    'd',
  ])
})

test('of a line without an end all but the last piece are longer than any entry', async () => {
  const { lines } = await linesOf(Buffer.from(`${'x'.repeat(1_000_000)}\nok\n`))
  expect(lines.at(-1)?.text).toBe('ok')
  expect(lines.slice(0, -2).every(({ text }) => text.length > 65_535)).toBe(true)
  expect(
    lines
      .slice(0, -1)
      .map(({ text }) => text)
      .join('').length,
  ).toBe(1_000_000)
})
