import { systemNewId, systemRandom } from '@sallyport/core'
import { expect, it } from 'vitest'

it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('systemRandom gives %d bytes', (size) => {
  const bytes = systemRandom(size)
  expect(bytes).toBeInstanceOf(Uint8Array)
  expect(bytes).toHaveLength(size)
})

// Of 256 random bytes all are zero once in 2 ** 2048 times.
it('systemRandom fills all of them', () => {
  const bytes = systemRandom(200_000)
  for (let at = 0; at + 256 <= bytes.length; at += 256) {
    expect(bytes.subarray(at, at + 256).some((byte) => byte !== 0)).toBe(true)
  }
  expect(bytes.subarray(-256).some((byte) => byte !== 0)).toBe(true)
})

it('systemRandom does not repeat itself', () => {
  const bytes = Buffer.from(systemRandom(131_072))
  expect(bytes.subarray(0, 65_536).equals(bytes.subarray(65_536))).toBe(false)
  expect(Buffer.from(systemRandom(32)).equals(Buffer.from(systemRandom(32)))).toBe(false)
})

it('systemRandom gives bytes that are nobody else’s', () => {
  const [first, second] = [systemRandom(16), systemRandom(16)]
  expect(first.buffer).not.toBe(second.buffer)
  expect(first.buffer.byteLength).toBe(16)
})

it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '8' as never])(
  'systemRandom cannot give %s bytes',
  (size) => {
    expect(() => systemRandom(size)).toThrow(RangeError)
  },
)

it('systemNewId gives a new UUID each time', () => {
  const ids = Array.from({ length: 1_000 }, systemNewId)
  expect(new Set(ids).size).toBe(1_000)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
})
