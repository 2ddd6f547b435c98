import { expect, it } from 'vitest'
import { hasHole } from '../src/hole.ts'

const line = (length: number, ...zeros: readonly (readonly [from: number, to: number])[]) => {
  const bytes = Buffer.alloc(length, 'x')
  for (const [from, to] of zeros) bytes.fill(0, from, to)
  return bytes
}

it.each([
  ['a whole sector', line(2_000, [412, 924]), 100],
  ['the beginning, to the end of its sector', line(2_000, [0, 412]), 100],
  ['the end, from a sector on', line(2_000, [1_948, 2_000]), 100],
  ['all of it', line(20, [0, 20]), 100],
  ['a sector, beside a zero that is none', line(2_000, [3, 4], [412, 924]), 100],
])('a power cut may take %s', (_, bytes, offset) => {
  expect(hasHole(bytes, offset)).toBe(true)
})

it.each([
  ['nothing', line(2_000), 100],
  ['one byte', line(2_000, [700, 701]), 100],
  ['the first byte of a sector', line(2_000, [412, 413]), 100],
  ['more than a sector, but not to its end', line(2_000, [412, 930]), 100],
  ['a sector that lies elsewhere', line(2_000, [412, 924]), 101],
])('not %s', (_, bytes, offset) => {
  expect(hasHole(bytes, offset)).toBe(false)
})
