import { secret } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { canonical } from '../src/canonical.ts'
import { eventBounds, normalise } from '../src/normalise.ts'

const json = (value: unknown): unknown => normalise(value).json
const lost = (value: unknown): string[] => [...normalise(value).lost]
const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)])
const many = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]))
class Point {
  readonly x = 1
}
class Hidden {
  readonly #secret = 1
  tell = () => this.#secret
}

describe('normalise, a rule at a time', () => {
  it.each<[string, unknown, unknown]>([
    ['JSON stays as it is', { a: [1, 'b', true, null] }, { a: [1, 'b', true, null] }],
    ['a BigInt is its digits', 12345678901234567890n, '12345678901234567890'],
    ['a date is ISO 8601', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date says so', new Date(Number.NaN), { $date: 'invalid' }],
    ['NaN is tagged', [Number.NaN], [{ $number: 'NaN' }]],
    ['Infinity is tagged', [-1 / 0, 1 / 0], [{ $number: '-Infinity' }, { $number: 'Infinity' }]],
    ['a Map is tagged', new Map<unknown, unknown>([[{ a: 1 }, 2]]), { $map: [[{ a: 1 }, 2]] }],
    ['a Set is tagged', new Set([1, undefined]), { $set: [1, null] }],
    ['bytes are base64', Buffer.from([0, 1, 255]), { $bytes: 'AAH/' }],
    ['a view is its own bytes', new Uint16Array([1, 2, 3]).subarray(1, 2), { $bytes: 'AgA=' }],
    ['a DataView too', new DataView(new ArrayBuffer(3), 1), { $bytes: 'AAA=' }],
    ['an ArrayBuffer too', new ArrayBuffer(1), { $bytes: 'AA==' }],
    ['boxed values are values', [Object('a'), Object(1), Object(1n)], ['a', 1, '1']],
    ['a boxed symbol is dropped', [Object(Symbol('s')), Object(false)], [null, false]],
    ['what JSON leaves out is dropped', { a: undefined, b: () => 1, c: Symbol('c') }, {}],
    ['and null in an array', [undefined, () => 1, Symbol('c')], [null, null, null]],
    ['a hole is null', Object.assign(new Array(3), { 0: 1, 2: 3 }), [1, null, 3]],
    ['a secret is not told', { key: secret('hunter2') }, { key: '[secret]' }],
    ['nor in a proxy', new Proxy(secret('hunter2'), {}), '[secret]'],
    ['an object of a class is its fields', new Point(), { x: 1 }],
    ['one without fields is its class', new URL('http://a/'), { $object: 'URL' }],
    ['a function in a class is dropped', new Hidden(), {}],
    ['a regular expression too', /a/, { $object: 'RegExp' }],
    ['a promise too', Promise.resolve(1), { $object: 'Promise' }],
    ['an empty object is one', [{}, Object.create(null)], [{}, {}]],
    ['a key with $ gets another', { $map: [], $$: 1 }, { $$map: [], $$$: 1 }],
    ['toJSON is a property like others', { toJSON: () => 'x', a: 1 }, { a: 1 }],
    ['symbols are no keys', { [Symbol('a')]: 1 }, {}],
  ])('%s', (_, value, expected) => {
    expect(json(value)).toEqual(expected)
    expect(lost(value)).toEqual([])
  })

  it('leaves out what is left out altogether', () => {
    expect([undefined, () => 1, Symbol('s')].map(json)).toEqual([undefined, undefined, undefined])
  })

  it('keeps an own __proto__ as a key, and no prototype', () => {
    const read = json(JSON.parse('{"__proto__":{"admin":true},"a":1}')) as { admin?: boolean }
    expect(canonical(read as never)).toBe('{"__proto__":{"admin":true},"a":1}')
    expect(read.admin).toBeUndefined()
  })

  it('says of an error its name, message, code and cause, and no more', () => {
    const cause = Object.assign(new TypeError('inner'), { code: 'EIO', request: { token: 't' } })
    expect(json(new Error('outer', { cause }))).toEqual({
      $error: {
        name: 'Error',
        message: 'outer',
        cause: { $error: { name: 'TypeError', message: 'inner', code: 'EIO' } },
      },
    })
    expect(json(new DOMException('gone', 'AbortError'))).toEqual({
      $error: { name: 'AbortError', message: 'gone', code: 20 },
    })
  })

  it('repairs lone surrogates, in values and keys, and says so', () => {
    const read = normalise({ 'a\ud800': 'b\udc00', '\u{1f600}': 1 })
    expect(read.json).toEqual({ 'a\ufffd': 'b\ufffd', '\u{1f600}': 1 })
    expect([read.repaired, normalise('\u{1f600}').repaired]).toEqual([true, false])
  })

  it('keeps the first of two keys that repairing made one', () => {
    const read = normalise({ '\ud800': 1, '\ud801': 2 })
    expect([read.json, [...read.lost]]).toEqual([{ '\ufffd': 1 }, ['entries']])
  })
})

describe('normalise, the bounds', () => {
  it('a circle ends where it began; the same thing twice is no circle', () => {
    const circle: Record<string, unknown> = { a: 1 }
    circle.self = { circle }
    expect(json(circle)).toEqual({ a: 1, self: { circle: '[Circular]' } })
    expect(lost(circle)).toEqual(['circular'])
    const shared = { a: 1 }
    expect([json([shared, shared]), lost([shared, shared])]).toEqual([[shared, shared], []])
  })

  it('32 deep is kept, 33 is not; 100,000 deep does not overflow', () => {
    expect([json(nested(32)), lost(nested(32))]).toEqual([nested(32), []])
    expect(JSON.stringify(json(nested(33)))).toContain('[Too deep]')
    let deep: unknown = 0
    for (let at = 0; at < 100_000; at++) deep = { deep }
    expect(lost(deep)).toEqual(['depth'])
  })

  it.each<[string, unknown, unknown]>([
    ['an object', many(1_002), { $left: 2 }],
    ['a Map', new Map(Object.entries(many(1_003))), { $left: 3 }],
    ['a Set', new Set(Object.keys(many(1_004))), { $left: 4 }],
    ['an array', new Array(2 ** 32 - 1), { $left: 2 ** 32 - 1_001 }],
  ])('1,000 entries of %s are kept, and the rest counted', (_, value, mark) => {
    const read = json(value) as Record<string, unknown[]>
    const entries = read.$map ?? read.$set ?? read
    const last = Array.isArray(entries) ? entries.at(-1) : { $left: read.$left }
    expect([Object.keys(entries).length, last, lost(value)]).toEqual([1_001, mark, ['entries']])
    expect(lost(many(1_000))).toEqual([])
  })

  it('a long text is cut, never within a pair', () => {
    const bounds = { ...eventBounds, size: 5 }
    expect(normalise('12345678', bounds)).toMatchObject({ json: '12345…', repaired: false })
    expect(normalise('1234\u{1f600}', bounds)).toMatchObject({ json: '1234…', repaired: false })
    expect([...normalise('123456', bounds).lost]).toEqual(['size'])
  })

  it('bytes and BigInts are bounded before they are written', () => {
    expect(json(new Uint8Array(5_000))).toMatchObject({ $left: 904 })
    expect([json(2n ** 33_000_000n), json(-(2n ** 4_096n))]).toEqual([
      { $bigint: '>' },
      { $bigint: '<' },
    ])
    expect(lost(2n ** 4_096n)).toEqual(['size'])
  })

  it('as much is built as the size allows, of 10^9 entries that share their memory', () => {
    let wide: unknown = 'x'.repeat(1_000)
    for (let at = 0; at < 3; at++) wide = new Array(1_000).fill(wide)
    const read = normalise(wide)
    expect([...read.lost]).toEqual(['size'])
    expect(JSON.stringify(read.json).length).toBeLessThan(1.1 * eventBounds.size)
  })

  it('reads no more of what it drops than of what it keeps', () => {
    let reads = 0
    const drops = Object.defineProperties(
      {},
      Object.fromEntries(
        Object.keys(many(1_000)).map((name) => [
          name,
          { enumerable: true, get: () => void reads++ },
        ]),
      ),
    )
    expect([...normalise(new Array(1_000).fill(drops)).lost]).toEqual(['size'])
    expect(reads).toBeLessThan(eventBounds.size)
  })
})

describe('normalise, code that is not ours', () => {
  const throws = (..._: unknown[]): never => {
    throw new Error('mine')
  }

  it('a getter runs once; one that throws is marked, and the others are read', () => {
    const get = vi.fn(() => 1)
    const value = Object.defineProperty({ b: 2 }, 'a', { enumerable: true, get })
    expect([json(value), get.mock.calls.length]).toEqual([{ a: 1, b: 2 }, 1])
    const bad = Object.defineProperty({ b: 2 }, 'a', { enumerable: true, get: throws })
    expect([json(bad), lost(bad)]).toEqual([{ a: '[Throws]', b: 2 }, ['throws']])
  })

  it('never calls toJSON, toString, valueOf or what iterates', () => {
    const own = { toJSON: throws, toString: throws, valueOf: throws, [Symbol.iterator]: throws }
    const values = [
      {},
      [1],
      new Date(0),
      new Map(),
      new Set(),
      Buffer.of(1),
      new Error('e'),
      Object(1),
    ]
    for (const value of values) expect(lost(Object.assign(value, own))).toEqual([])
    class Odd extends Map<number, number> {
      override entries = throws
      override get size(): number {
        return throws()
      }
    }
    expect(json(new Odd([[1, 2]]))).toEqual({ $map: [[1, 2]] })
  })

  it('a proxy gives its keys once, and each value once', () => {
    const seen: string[] = []
    const traps = new Proxy({}, { get: (_, trap: string) => void seen.push(trap) })
    const proxy = new Proxy({ a: 1, b: [2] }, traps)
    expect(json(proxy)).toEqual({ a: 1, b: [2] })
    expect(seen).toEqual(['has', 'ownKeys', 'get', 'get'])
    expect(json(new Proxy([1, 2], {}))).toEqual([1, 2])
  })

  it('a proxy that throws, lies or was revoked does no harm', () => {
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    expect([json(revoked.proxy), lost(revoked.proxy)]).toEqual(['[Throws]', ['throws']])
    expect(json([new Proxy({}, { ownKeys: throws })])).toEqual(['[Throws]'])
    expect(json(new Proxy({ a: 1 }, { get: throws }))).toEqual({ a: '[Throws]' })
    const endless: unknown = new Proxy([], { get: (_, key) => (key === 'length' ? 1e9 : endless) })
    expect(lost(endless)).toEqual(['circular', 'entries'])
    const fresh = (): object => new Proxy({ a: 1 }, { get: fresh })
    expect(lost(fresh())).toEqual(['depth'])
  })

  it('a view that lies about its buffer is not believed', () => {
    const liar = Object.defineProperty(Buffer.of(1), 'buffer', { value: { length: 1e9 } })
    expect(json(liar)).toBe('[Throws]')
    const long = Object.defineProperty(Buffer.of(1), 'byteLength', { value: 1e9 })
    expect(JSON.stringify(json(long))?.length).toBeLessThan(6_000)
  })
})

describe('normalise, whatever it is given', () => {
  it('gives JSON that has a canonical form, and plain JSON unchanged', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
      stringUnit: 'binary',
    })
    fc.assert(
      fc.property(anything, (value) => {
        const read = json(value)
        if (read !== undefined) expect(JSON.parse(canonical(read as never))).toEqual(plain(read))
      }),
      { numRuns: 3_000 },
    )
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        fc.pre(!JSON.stringify(value).includes('"$'))
        expect(json(value)).toEqual(value)
      }),
    )
  })
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
})
