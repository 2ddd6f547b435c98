import { describe, expect, it } from 'vitest'
import type { AuditQuery } from '../src/audit-log.ts'
import { runQuery } from '../src/query.ts'
import { queryLog } from './support/query-log.ts'

const log = await queryLog()
for (let i = 0; i < 5; i++) await log.append({ type: 'x', outcome: 'success' })
const ask = (query: unknown) => runQuery(log, query as AuditQuery)

describe('refuses', () => {
  it.each([
    [{ actr: 'ada' }, TypeError, 'got "actr"'],
    [{ __proto__: null, constructor: 'x' }, TypeError, 'got "constructor"'],
    [null, TypeError, '"query" must be an object, got null'],
    ['x', TypeError, '"query" must be an object, got "x"'],
    [{ type: 1 }, TypeError, '"type" must be text, got 1'],
    [{ type: [] }, RangeError, '"type" must be 1 to 100 types, got 0'],
    [{ type: [undefined] }, TypeError, '"type" must be types'],
    [{ type: '' }, RangeError, '"type" must be text that is not empty, got ""'],
    [{ type: '*' }, RangeError, 'for all below one, got "*"'],
    [{ type: '.*' }, RangeError, 'for all below one, got ".*"'],
    [{ type: 'a.*.b' }, RangeError, 'for all below one, got "a.*.b"'],
    [{ category: 'auth' }, RangeError, '"category" must be one of authentication'],
    [{ outcome: 'ok' }, RangeError, '"outcome" must be one of success, failure, denied, error'],
    [{ outcome: 1 }, TypeError, '"outcome" must be one of'],
    [{ actor: null }, TypeError, '"actor" must be text, got null'],
    [{ target: { id: 'x' } }, TypeError, '"target" must be text, got an object'],
    [{ requestId: '' }, RangeError, '"requestId" must be text that is not empty'],
    [{ from: Number.NaN }, RangeError, '"from" must be milliseconds or a Date, got NaN'],
    [{ to: '2026-11-21' }, TypeError, '"to" must be milliseconds or a Date, got "2026-11-21"'],
    [{ to: new Date(Number.NaN) }, RangeError, '"to" must be milliseconds or a Date'],
    [{ order: 'up' }, RangeError, '"order" must be one of newest, oldest, got "up"'],
    [{ limit: 0 }, RangeError, '"limit" must be a whole number from 1 to 1000, got 0'],
    [{ limit: 1_001 }, RangeError, 'got 1001'],
    [{ limit: 1.5 }, RangeError, 'got 1.5'],
    [{ limit: '5' }, TypeError, 'got "5"'],
    [{ verified: 1 }, TypeError, '"verified" must be true or false, got 1'],
    [{ signal: {} }, TypeError, '"signal" must be an AbortSignal'],
    [{ cursor: 1 }, TypeError, '"cursor" must be the next of a page, got 1'],
    [{ cursor: '' }, RangeError, '"cursor" must be the next of a page, got other text'],
    [{ cursor: 'AAAA' }, RangeError, '"cursor" must be the next of a page'],
  ])('%j', async (query, kind, text) => {
    const refused = ask(query)
    await expect(refused).rejects.toBeInstanceOf(kind)
    await expect(refused).rejects.toThrow(`audit-chain: `)
    await expect(refused).rejects.toThrow(text)
  })
})

it('says what it was asked for, of what is undefined nothing', async () => {
  const { rows } = await ask({ type: undefined, actor: undefined, from: undefined })
  expect(rows).toHaveLength(5)
})

it('refuses to prove for a log that cannot', async () => {
  await expect(runQuery({ disk: log.disk, head: log.head }, { verified: true })).rejects.toThrow(
    '"verified" must be false for a log that proves nothing',
  )
})

describe('a cursor', () => {
  it('is of one query, whatever the limit', async () => {
    const { next = '' } = await ask({ limit: 2, type: ['x', 'y'] })
    const { rows } = await ask({ limit: 3, type: ['y', 'x'], verified: true, cursor: next })
    expect(rows.map(({ seq }) => seq)).toEqual([2, 1, 0])
    for (const other of [{}, { type: 'x' }, { type: ['x', 'y'], order: 'oldest' }]) {
      await expect(ask({ ...other, cursor: next })).rejects.toThrow(
        '"cursor" must be of the same query, got the cursor of another filter or order',
      )
    }
  })

  it('with any bit changed is refused, or goes on at some border', async () => {
    const { next = '' } = await ask({ limit: 2 })
    const bytes = Buffer.from(next, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const other = Buffer.from(bytes)
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const { rows } = await ask({ cursor: other.toString('base64url') }).catch((error) => {
        expect(error).toBeInstanceOf(RangeError)
        return { rows: [] }
      })
      // Whatever it says, each row stands where it is said to.
      for (const { seq, line } of rows) expect(line).toBe(log.lines[seq])
    }
  })
})
