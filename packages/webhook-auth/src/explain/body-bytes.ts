import { strictText } from '../utf8.ts'
import { type Hypothesis, ofBody } from './hypothesis.ts'

const mark = Buffer.from([0xef, 0xbb, 0xbf])
const startsWithMark = (body: Uint8Array): boolean => mark.equals(body.subarray(0, 3))
const ends = (body: Uint8Array, text: string): boolean =>
  Buffer.from(body.subarray(-text.length)).toString('latin1') === text

/** What editors, files and decoders do to bytes. */
export const byteHypotheses: readonly Hypothesis[] = [
  ofBody('newline_at_end', 1, newlines),
  ofBody('line_endings', 1, lineEndings),
  ofBody('byte_order_mark', 1, (body) => [
    startsWithMark(body)
      ? ['it was signed without the byte order mark', body.subarray(3)]
      : ['it was signed with a byte order mark', Buffer.concat([mark, body])],
  ]),
  ofBody('whitespace_around', 2, around),
  ofBody('character_encoding', 2, recoded),
]

function* newlines(body: Uint8Array): Iterable<readonly [string, Uint8Array]> {
  for (const end of ['\r\n', '\n']) {
    if (ends(body, end)) yield ['it was signed without it', body.subarray(0, -end.length)]
  }
  for (const end of ['\n', '\r\n']) {
    yield [`it was signed with ${JSON.stringify(end)}`, Buffer.concat([body, Buffer.from(end)])]
  }
}

/** As Latin-1, in which every byte is a letter of its own. */
const letters = (body: Uint8Array): string => Buffer.from(body).toString('latin1')

function* lineEndings(body: Uint8Array): Iterable<readonly [string, Uint8Array]> {
  const text = letters(body)
  const lf = text.replaceAll('\r\n', '\n')
  const all: readonly (readonly [string, string])[] = [
    ['\\n', lf],
    ['\\r\\n', lf.replaceAll('\n', '\r\n')],
  ]
  for (const [how, made] of all) {
    yield [`it was signed with ${how}`, Buffer.from(made, 'latin1')]
  }
}

const white: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0d, 0x0a])

// Counted, not matched: an expression begins anew at each space, and of a megabyte of them never ends.
function* around(body: Uint8Array): Iterable<readonly [string, Uint8Array]> {
  let [start, end] = [0, body.length]
  while (start < end && white.has(body[start])) start++
  while (end > start && white.has(body[end - 1])) end--
  yield ['it was signed without it', body.subarray(start, end)]
  yield ['it was signed without that at the end', body.subarray(0, end)]
  yield ['it was signed without that at the beginning', body.subarray(start)]
  const [space, newlines] = [Buffer.from(' '), Buffer.from('\n\n')]
  yield ['it was signed with a space at the end', Buffer.concat([body, space])]
  yield ['it was signed with a space before it', Buffer.concat([space, body])]
  yield ['it was signed with two newlines at the end', Buffer.concat([body, newlines])]
}

function* recoded(body: Uint8Array): Iterable<readonly [string, Uint8Array | string | undefined]> {
  if (body.every((byte) => byte < 0x80)) return
  const text = strictText(body)
  if (text !== undefined) {
    const as = (how: string) => `${how} was read as UTF-8's letters, and written as UTF-8`
    yield [as('what was signed, byte by byte,'), singleBytes(text, (code) => code)]
    yield [
      as('what was signed, as Windows-1252,'),
      singleBytes(text, (code) => cp1252.get(code) ?? code),
    ]
    yield ['it was signed in composed letters (NFC)', text.normalize('NFC')]
    yield ['it was signed in decomposed letters (NFD)', text.normalize('NFD')]
  }
  yield ['it was signed as UTF-8, and came as Latin-1', letters(body)]
  yield [
    'it was signed as Windows-1252 reads it',
    letters(body).replace(/[\x80-\x9f]/g, (one) =>
      String.fromCharCode(highs[one.charCodeAt(0) - 0x80] ?? 0),
    ),
  ]
  yield ['it was signed with U+FFFD for bytes that are no UTF-8', Buffer.from(body).toString()]
}

/** Letters as single bytes; undefined where one is none. */
function singleBytes(text: string, byteOf: (code: number) => number): Uint8Array | undefined {
  const bytes = Uint8Array.from(text, (one) => Math.min(byteOf(one.codePointAt(0) ?? 256), 256))
  return [...text].every((one) => byteOf(one.codePointAt(0) ?? 256) < 256) ? bytes : undefined
}

// https://encoding.spec.whatwg.org/index-windows-1252.txt: 0x80 to 0x9f.
const highs: readonly number[] = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
  0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
  0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
]
const cp1252: ReadonlyMap<number, number> = new Map(highs.map((code, at) => [code, 0x80 + at]))
