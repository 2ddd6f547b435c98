import { createHash } from 'node:crypto'
import { type AuditEvent, secret } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../src/canonical.ts'
import { type AuditEntry, longestLine } from '../src/entry.ts'
import { formatEntry, type Place } from '../src/format-entry.ts'
import { parseEntry } from '../src/parse-entry.ts'
import { uuidV7 } from '../src/uuid-v7.ts'

const prev = Buffer.alloc(32, 0xab).toString('base64url')
const time = Date.UTC(2026, 10, 21, 12)
const id = uuidV7(time, new Uint8Array(10).fill(0xff))
const place: Place = { prev, seq: 7, id, time, transport: 'http' }
const login: AuditEvent = { type: 'auth.login', outcome: 'success' }
const not = (value: unknown): AuditEvent => value as AuditEvent

const line = (event: AuditEvent, more?: Partial<Place>) => formatEntry(event, { ...place, ...more })

/** The entry of a line that must be one. */
function entry(event: AuditEvent, more?: Partial<Place>): AuditEntry {
  const text = line(event, more)
  const parsed = parseEntry(text)
  expect([parsed, parsed.ok && canonical(parsed.entry as never)]).toEqual([
    { ok: true, entry: expect.anything() },
    text,
  ])
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(longestLine)
  expect(text.slice(0, 54)).toBe(`{"_prev":"${prev}"`)
  return (parsed as { entry: AuditEntry }).entry
}

describe('an entry', () => {
  it('is the event and its place, in one canonical line', () => {
    const event: AuditEvent = {
      ...login,
      actor: { kind: 'user', id: 'ada' },
      targets: [{ id: 't1', kind: 'tenant' }],
      reason: 'because',
      ctx: { userAgent: 'x', ip: '::1', requestId: 'r', method: 'GET', route: '/' },
      event: { b: 1, a: new Date(0) },
    }
    expect(entry(event, { skewMs: 5, transport: 'ws' })).toEqual({
      ...event,
      event: { a: '1970-01-01T00:00:00.000Z', b: 1 },
      _prev: prev,
      id: '01a1fdfa-4600-7fff-bfff-ffffffffffff',
      seq: 7,
      skewMs: 5,
      transport: 'ws',
      ts: '2026-11-21T12:00:00.000Z',
      v: 1,
    })
  })

  it('has no more than it must', () => {
    expect(Object.keys(entry({ ...login, targets: [], ctx: { ip: undefined } }))).toEqual([
      '_prev',
      'id',
      'outcome',
      'seq',
      'transport',
      'ts',
      'type',
      'v',
    ])
  })

  it.each([-1, 0.5, Number.NaN, 253_402_300_800_000])('has no time like %d', (wrong) => {
    expect(() => line(login, { time: wrong })).toThrow(RangeError)
  })
})

describe('an event that is none', () => {
  it.each<[string, unknown, unknown]>([
    ['undefined', undefined, null],
    ['a text', 'login', 'login'],
    ['no type', { outcome: 'success', user: 'ada' }, { outcome: 'success', user: 'ada' }],
    ['another outcome', { type: 'a.b', outcome: 'ok' }, { type: 'a.b', outcome: 'ok' }],
    ['an actor without kind', { ...login, actor: { id: 'a' } }, { ...login, actor: { id: 'a' } }],
    ['targets that are no list', { ...login, targets: {} }, { ...login, targets: {} }],
    ['a text in ctx that is none', { ...login, ctx: { ip: {} } }, { ...login, ctx: { ip: {} } }],
    ['__proto__', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
  ])('%s is recorded as malformed, with what came', (_, event, kept) => {
    const { type, outcome, event: whole } = entry(not(event))
    expect([type, outcome, canonical(whole as never)]).toEqual([
      'audit.malformed',
      'error',
      canonical(kept as never),
    ])
  })

  it('takes numbers for texts, and null for what is not there', () => {
    const event = {
      ...login,
      actor: { kind: 'user', id: 42 },
      reason: null,
      ctx: { requestId: 7n },
    }
    expect(entry(not(event))).toMatchObject({ actor: { id: '42' }, ctx: { requestId: '7' } })
    expect(entry(not(event)).reason).toBeUndefined()
  })

  it('tells no secret that was put where a text belongs', () => {
    const event = { ...login, actor: { kind: 'user', id: secret('hunter2') } }
    expect(line(not(event))).not.toContain('hunter2')
    expect(entry(not(event)).actor?.id).toBe('[secret]')
  })

  it('reads each property once, and survives those that throw', () => {
    let reads = 0
    const get = () => {
      reads++
      throw new Error('mine')
    }
    const names = ['type', 'outcome', 'event', 'mine']
    const event = Object.defineProperties(
      {},
      Object.fromEntries(names.map((name) => [name, { get, enumerable: true }])),
    )
    expect(entry(not(event))).toMatchObject({ event: { mine: '[Throws]', type: '[Throws]' } })
    expect(reads).toBe(names.length)
    const proxy = new Proxy({}, new Proxy({}, { get }))
    expect(entry(not(proxy))._truncated).toEqual({ lost: ['throws'] })
  })

  it('gives a line, whatever it is given', () => {
    const any = fc.anything({ withBigInt: true, withMap: true, stringUnit: 'binary' })
    const part = fc.option(any, { nil: undefined })
    const event = fc.record({ type: part, outcome: part, actor: part, ctx: part, event: part })
    fc.assert(fc.property(fc.oneof(event, any), (given) => void entry(not(given))))
    fc.assert(fc.property(any, (payload) => void entry({ ...login, event: payload })))
  })
})

describe('an event that is too large', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

  it.each(['x', '\u0000', '€', '"'])('of %j is cut to the line; the whole has a digest', (unit) => {
    const event = { text: unit.repeat(100_000), after: 1 }
    const { _truncated: truncated, event: kept } = entry({ ...login, event })
    const whole = canonical(event)
    expect(truncated).toEqual({
      lost: ['size'],
      bytes: Buffer.byteLength(whole),
      sha256: sha256(whole),
    })
    expect(kept).toMatchObject({ after: 1, text: expect.stringMatching(/…$/) })
    expect(Buffer.byteLength(line({ ...login, event }))).toBeGreaterThan(longestLine - 400)
  })

  it('fits to the last byte, and not a byte more', () => {
    const spare = longestLine - Buffer.byteLength(line({ ...login, event: '' }))
    expect(entry({ ...login, event: 'x'.repeat(spare) })._truncated).toBeUndefined()
    expect(line({ ...login, event: 'x'.repeat(spare) })).toHaveLength(longestLine)
    expect(entry({ ...login, event: 'x'.repeat(spare + 1) })._truncated?.lost).toEqual(['size'])
  })

  it('has no digest when it was not read whole', () => {
    expect(entry({ ...login, event: 'x'.repeat(1_100_000) })._truncated).toEqual({ lost: ['size'] })
    const mixed = { text: 'x'.repeat(100_000), big: 2n ** 9_999n }
    expect(entry({ ...login, event: mixed })._truncated).toEqual({ lost: ['size'] })
  })

  it('does not push out who did it: the envelope has a room of its own', () => {
    const long = '\u0000\u{1f600}"'.repeat(20_000)
    const party = { kind: long, id: long }
    const { actor, targets, ctx, type, _truncated } = entry({
      type: long,
      outcome: 'denied',
      reason: long,
      actor: party,
      targets: new Array(40).fill(party),
      ctx: { ip: long, method: long, route: long, userAgent: long, sessionId: long, traceId: long },
      event: { long },
    })
    expect([targets?.length, _truncated?.lost]).toEqual([32, ['entries', 'size']])
    for (const [text, most] of [
      [type, 128],
      [actor?.kind, 64],
      [actor?.id, 512],
      [ctx?.userAgent, 1_024],
    ] as const) {
      expect(text).toMatch(/…$/)
      expect(canonical(text ?? null).length).toBeLessThanOrEqual(most)
    }
  })
})
