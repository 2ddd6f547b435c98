import { bool, bytes, duration, fields, int, port, queueSize } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'

const reading = (schema: z.ZodMiniType) => (text: string) => fields.get(schema)?.read(text)

/** What some reader somewhere takes for 8, 80 or 1000, and what overflows. */
const notPlain = [
  ...['', ' ', '8 ', ' 8', '\t8', '8\n', '+8', '--8', '08', '00', '-0', '8.0', '8.', '.8', '8,0'],
  ...['0x10', '0X10', '0b1', '0o7', '1e3', '1E3', '1_000', '1 000', '1,000', '8n', '12abc', 'abc'],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'null',
    'true',
    '٣',
    '８',
    '²',
    '\u{1d7d8}',
    '\u00a08',
    '8\0',
  ],
  ...['9007199254740992', '-9007199254740992', '99999999999999999999', '9'.repeat(400)],
]

describe('int', () => {
  it.each(notPlain)('%j is no number in plain decimal', (text) => {
    expect(reading(int())(text)).toBeUndefined()
    expect(reading(port())(text)).toBeUndefined()
    expect(reading(queueSize())(text)).toBeUndefined()
  })

  it.each([
    ['0', 0],
    ['-1', -1],
    ['10', 10],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
  ])('%j is %d', (text, value) => {
    expect(reading(int())(text)).toBe(value)
  })

  it.each([
    ['0', undefined],
    ['1', 1],
    ['65535', 65_535],
    ['65536', undefined],
    ['-1', undefined],
  ])('%j as a port is %s', (text, value) => {
    expect(reading(port())(text)).toBe(value)
  })

  it.each([
    ['0', undefined],
    ['1', 1],
    ['100000', 100_000],
    ['100001', undefined],
  ])('%j as a queue size is %s', (text, value) => {
    expect(reading(queueSize())(text)).toBe(value)
  })

  it('refuses values out of its range, fractions, and texts, also where they come from a file', () => {
    for (const value of [0, 65_536, 80.5, Number.NaN, Infinity, '80', null, [80], true]) {
      expect(port().safeParse(value).success, String(value)).toBe(false)
    }
  })

  it.each([{ min: 2, max: 1 }, { min: 0.5 }, { max: Infinity }, { min: Number.NaN }])(
    'refuses the range %j',
    (range) => {
      expect(() => int(range)).toThrow(RangeError)
    },
  )
})

describe('bool', () => {
  it.each([
    ...['true', 'TRUE', '1', 'yes', 'YES', 'on', 'ON'].map((text) => [text, true] as const),
    ...['false', 'FALSE', '0', 'no', 'NO', 'off', 'OFF'].map((text) => [text, false] as const),
    ...['', ' ', 'True', 'tRUE', 'y', 'n', 't', 'f', 'enabled', 'disabled', '2', '-1'].map(
      (text) => [text, undefined] as const,
    ),
    ...[' true', 'true ', 'true\n', '00', '01', 'null', 'undefined', 'ｙｅｓ', 'constructor'].map(
      (text) => [text, undefined] as const,
    ),
  ])('%j is %s', (text, value) => {
    expect(reading(bool())(text)).toBe(value)
  })

  it('takes a boolean alone from a file', () => {
    const taken = ['false', 'true', 0, 1, '', null].filter(
      (value) => bool().safeParse(value).success,
    )
    expect(taken).toEqual([])
    expect(fields.get(bool())?.isTextInFiles).toBeUndefined()
  })
})

describe('duration', () => {
  it.each([
    ['250ms', 250],
    ['0s', 0],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['90m', 5_400_000],
    ['1d', 86_400_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1m5ms', 60_005],
    ['9007199254740991ms', Number.MAX_SAFE_INTEGER],
  ])('%j is %d ms', (text, value) => {
    expect(reading(duration())(text)).toBe(value)
  })

  it.each([
    ...[
      '',
      ' ',
      '0',
      '30',
      '1.5h',
      '-5m',
      '+5m',
      '5 m',
      ' 5m',
      '5m ',
      '5m\n',
      '05m',
      '1e3s',
      '0x5s',
    ],
    ...['30m1h', '1h1h', '5M', '5H', '5sec', '5min', '1w', '1y', 'm', 'ms', 'PT5M', '1h,30m', '٣m'],
    ...[
      '9007199254740992ms',
      '200000000d',
      '9999999999999999d',
      `${'9'.repeat(400)}s`,
      'Infinityms',
    ],
  ])('%j is no duration', (text) => {
    expect(reading(duration())(text)).toBeUndefined()
  })

  it('keeps to its bounds, in texts and in numbers', () => {
    const wait = duration({ min: '1s', max: '1h', default: '5m' })
    expect(wait.safeParse(undefined)).toMatchObject({ success: true, data: 300_000 })
    expect([999, 1000, 3_600_000, 3_600_001].map((ms) => wait.safeParse(ms).success)).toEqual([
      false,
      true,
      true,
      false,
    ])
    const bare = reading(duration({ min: '1s', max: '1h' }))
    expect(['999ms', '1s', '60m', '61m'].map(bare)).toEqual([undefined, 1000, 3_600_000, undefined])
  })
})

describe('bytes', () => {
  it.each([
    ['0', 0],
    ['1024', 1024],
    ['1B', 1],
    ['1kB', 1000],
    ['1KB', 1000],
    ['1KiB', 1024],
    ['10MB', 10_000_000],
    ['10MiB', 10_485_760],
    ['1GB', 1e9],
    ['1GiB', 2 ** 30],
    ['1TB', 1e12],
    ['1TiB', 2 ** 40],
  ])('%j is %d', (text, value) => {
    expect(reading(bytes())(text)).toBe(value)
  })

  it.each([
    ...['', ' ', '10mb', '10Mb', '10M', '10K', '10k', '10kiB', '10 MB', ' 10MB', '10MB\n', '1.5GB'],
    ...['-1MB', '+1MB', '01MB', '0x10', '1e3', 'MB', '1PB', '٣MB', '10MBB', 'Infinity', 'NaN'],
    ...['9007199254740992', '9007TiB', '9'.repeat(400)],
  ])('%j is no size', (text) => {
    expect(reading(bytes())(text)).toBeUndefined()
  })
})
