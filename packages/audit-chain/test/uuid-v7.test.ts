import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomBytesOfUuid, uuidsV7, uuidV7 } from '../src/uuid-v7.ts'

it('is the example of RFC 9562, appendix A.6', () => {
  const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex')
  expect(uuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
})

it('has its time in front, and version and variant where they belong', () => {
  const bytes = fc.uint8Array({ minLength: randomBytesOfUuid, maxLength: randomBytesOfUuid })
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 48 - 1 }), bytes, (time, random) => {
      const id = uuidV7(time, random)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(time)
    }),
  )
})

it('changes with each random bit but the six that version and variant take', () => {
  const zero = new Uint8Array(randomBytesOfUuid)
  const ids = new Set(
    Array.from({ length: 80 }, (_, bit) => {
      const one = Uint8Array.from(zero)
      one[bit >> 3] = 0x80 >> (bit & 7)
      return uuidV7(0, one)
    }),
  )
  ids.delete(uuidV7(0, zero))
  expect(ids.size).toBe(74)
})

it('makes the same ids in runs', () => {
  let next = 0
  const random = (size: number): Uint8Array =>
    Uint8Array.from({ length: size }, () => (next = (next * 31 + 7) % 251))
  const uuid = uuidsV7(random)
  const times = Array.from({ length: 600 }, (_, at) => Math.floor(at / 3) * 1e9)
  const ids = times.map(uuid)
  next = 0
  expect(ids).toEqual(times.map((time) => uuidV7(time, random(randomBytesOfUuid))))
})
