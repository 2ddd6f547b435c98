import { hash } from 'node:crypto'
import type { Json } from '@sallyport/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatEntry } from '../src/format-entry.ts'
import { leafHash } from '../src/hash.ts'
import { hashInPlace, hasPrev, isOfEntrySize, seqOf } from '../src/line-bytes.ts'

test('reads of any entry what its JSON says', () => {
  const place = fc.record({
    seq: fc.maxSafeNat(),
    skewMs: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(
      place,
      fc.jsonValue(),
      fc.string(),
      fc.string(),
      ({ seq, skewMs }, event, id, type) => {
        const prev = hash('sha256', `${seq}`, 'base64url')
        const targets = [{ kind: 'x', id: `${id},"seq":1,` }]
        const line = formatEntry(
          {
            type,
            outcome: 'error',
            reason: ',"seq":2,',
            targets,
            event: { event: event as Json, seq: 3 },
          },
          {
            prev,
            seq,
            id: '0192d3a0-7b1c-7000-8000-000000000000',
            time: 0,
            transport: 'ws',
            ...(skewMs && { skewMs }),
          },
        )
        const bytes = Buffer.from(`\n${line}\n`)
        const [start, end] = [1, bytes.length - 1]
        const before = Buffer.from(prev, 'base64url').toString('latin1')
        expect(isOfEntrySize(start, end)).toBe(true)
        expect(seqOf(bytes, start, end)).toBe(seq)
        expect(hasPrev(bytes, start, before)).toBe(true)
        for (let i = 0; i < 32; i++) {
          const other =
            before.slice(0, i) +
            String.fromCharCode(before.charCodeAt(i) ^ (1 << (seq % 8))) +
            before.slice(i + 1)
          expect(hasPrev(bytes, start, other)).toBe(false)
        }
        expect(hashInPlace(bytes, start, end)).toBe(leafHash(line))
      },
    ),
  )
})

test('a number that is written otherwise is none', () => {
  const end = ',"transport":"ws","ts":"2026-11-21T12:00:00.000Z","type":"","v":1}'
  const seq = (text: string) => {
    const bytes = Buffer.from(`${'x'.repeat(54)},"seq":${text}${end}`)
    return seqOf(bytes, 0, bytes.length)
  }
  expect(seq('0')).toBe(0)
  expect(seq('10')).toBe(10)
  expect(seq('9007199254740991')).toBe(9_007_199_254_740_991)
  for (const other of ['', '-1', '01', '1.0', '1e3', ' 1', '9007199254740992', '"1"'])
    expect(seq(other)).toBe(-1)
})
