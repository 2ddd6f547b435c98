import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeBundle, parseBundle } from '../src/bundle.ts'

const bytesOf = (...texts: readonly string[]) => texts.map((text) => Buffer.from(text))

it('each entry stands after its length, the higher byte first', () => {
  const [long] = bytesOf('x'.repeat(258)) as [Buffer]
  const bundle = encodeBundle([...bytesOf('ab', ''), long])
  expect([...bundle.subarray(0, 8)]).toEqual([0, 2, 97, 98, 0, 0, 1, 2])
  expect(parseBundle(bundle, 3)?.map(String)).toEqual(['ab', '', long.toString()])
})

it('reads what it writes, and no other width of it', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 })
  fc.assert(
    fc.property(entries, (given) => {
      const bundle = encodeBundle(given)
      expect(parseBundle(bundle, given.length)?.map((one) => [...one])).toEqual(
        given.map((one) => [...one]),
      )
      expect(parseBundle(bundle, given.length + 1)).toBeUndefined()
      expect(parseBundle(bundle, given.length - 1)).toBeUndefined()
    }),
  )
})

it('refuses one that is cut anywhere, and one with more behind it', () => {
  const bundle = encodeBundle(bytesOf('first', '', 'third'))
  for (let end = 0; end < bundle.length; end++) {
    expect(parseBundle(bundle.subarray(0, end), 3)).toBeUndefined()
  }
  expect(parseBundle(Buffer.concat([bundle, Buffer.alloc(1)]), 3)).toBeUndefined()
  expect(parseBundle(Buffer.concat([bundle, Buffer.alloc(2)]), 3)).toBeUndefined()
})

it('what does not fit is misuse', () => {
  const most = Buffer.alloc(65_535, 1)
  expect(parseBundle(encodeBundle([most]), 1)).toEqual([most])
  expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(
    'audit-chain: an entry has at most 65535 bytes, got 65536',
  )
  expect(() => encodeBundle([])).toThrow('audit-chain: a bundle has 1 to 256 entries, got 0')
  expect(() => encodeBundle(Array.from({ length: 257 }, () => most))).toThrow(RangeError)
})
