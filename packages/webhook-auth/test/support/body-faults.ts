import { crc32, deflateRawSync, gunzipSync } from 'node:zlib'
import type { CauseName } from '@sallyport/webhook-auth/explain'
import { body, type Fault } from './faults.ts'
import type { Case } from './faulty-senders.ts'
import { Literal, type Writer, writtenJson } from './written-json.ts'

/** What a sender has to say. */
export const content: Readonly<Record<string, unknown>> = {
  id: 'evt_1',
  text: 'Zoë wrote <b>“1 & 2”</b> at https://a.example/x?y=1',
  list: [1, 22, { deep: true, none: null }, []],
  empty: {},
  ключ: 'значение',
}
const rewritten = (text: Buffer, how: Writer): string =>
  writtenJson(JSON.parse(text.toString()), how)

/** The sender writes so. */
const signedAs = (text: string | Uint8Array, fault: Fault): Fault => ({
  is: fault.is,
  put: (given: Case) => fault.put({ ...given, body: text }),
})
const from = (is: CauseName, how: Writer, to: Writer): Fault =>
  signedAs(
    writtenJson(content, how),
    body(is, (text) => rewritten(text, to)),
  )

const lines = writtenJson(content, { indent: '  ' })
const compact = writtenJson(content)
const latin1 = Buffer.from('{"name":"Zoë","town":"Tromsø"}', 'latin1')
const form = 'name=Zo%C3%AB+Quinn&to=a%40b.example&tilde=%7E&star=*'

/** By hand, so that it is not the library that undoes it. */
function gzipped(text: Uint8Array): Buffer {
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc32(text), 0)
  tail.writeUInt32LE(text.length, 4)
  return Buffer.concat([head, deflateRawSync(text), tail])
}

const priced = (price: string): string => writtenJson({ id: 1, price: new Literal(price) })

/** JSON that is parsed and written anew. */
export const jsonFaults: readonly Fault[] = [
  from('body_reserialised', { indent: '  ' }, {}),
  from('body_reserialised', { indent: '    ' }, {}),
  from('body_reserialised', { indent: '\t' }, {}),
  from('body_reserialised', { spaced: true }, {}),
  from('body_reserialised', { spaced: true, ascii: true }, {}),
  from('body_reserialised', { ascii: true, slashes: true }, {}),
  from('body_reserialised', { indent: '    ', ascii: true, slashes: true }, {}),
  from('body_reserialised', { html: true }, {}),
  from('body_reserialised', {}, { indent: '  ' }),
  from('body_reserialised', {}, { indent: '    ' }),
  from('body_reserialised', {}, { indent: '\t' }),
  from('body_reserialised', {}, { spaced: true }),
  from('body_reserialised', {}, { spaced: true, ascii: true }),
  from('body_reserialised', {}, { ascii: true, slashes: true }),
  signedAs(
    priced('10.50'),
    body('body_reserialised', (text) => rewritten(text, {})),
  ),
  signedAs(
    priced('7.0'),
    body('body_reserialised', (text) => rewritten(text, {})),
  ),
  signedAs(
    priced('7.00'),
    body('body_reserialised', (text) => rewritten(text, {})),
  ),
]

/** Bytes that are added, lost or changed. */
export const byteFaults: readonly Fault[] = [
  signedAs(
    `${compact}\n`,
    body('newline_at_end', (text) => text.subarray(0, -1)),
  ),
  signedAs(
    `${lines}\r\n`,
    body('newline_at_end', (text) => text.subarray(0, -2)),
  ),
  signedAs(
    compact,
    body('newline_at_end', (text) => `${text}\n`),
  ),
  signedAs(
    compact,
    body('newline_at_end', (text) => `${text}\r\n`),
  ),
  signedAs(
    lines,
    body('line_endings', (text) => text.toString().split('\n').join('\r\n')),
  ),
  signedAs(
    lines.split('\n').join('\r\n'),
    body('line_endings', (text) => text.toString().split('\r').join('')),
  ),
  signedAs(
    compact,
    body('byte_order_mark', (text) => `\ufeff${text}`),
  ),
  signedAs(
    `\ufeff${compact}`,
    body('byte_order_mark', (text) => text.subarray(3)),
  ),
  signedAs(
    compact,
    body('whitespace_around', (text) => ` ${text}  \n`),
  ),
  signedAs(
    ` ${compact}`,
    body('whitespace_around', (text) => text.toString().trim()),
  ),
  signedAs(
    compact,
    body('character_encoding', (text) => new TextDecoder('windows-1252').decode(text)),
  ),
  signedAs(
    latin1,
    body('character_encoding', (text) => text.toString('latin1')),
  ),
  signedAs(
    '{"name":"Zoë"}',
    body('character_encoding', (text) => Buffer.from(text.toString(), 'latin1')),
  ),
]

/** Bodies in other bodies. */
export const wrappingFaults: readonly Fault[] = [
  signedAs(compact, body('body_compressed', gzipped)),
  signedAs(
    gzipped(Buffer.from(compact)),
    body('body_compressed', (text) => gunzipSync(text)),
  ),
  signedAs(
    compact,
    body('body_base64', (text) => text.toString('base64')),
  ),
  signedAs(
    compact,
    body('body_double_encoded', (text) => writtenJson(text.toString())),
  ),
  signedAs(
    compact,
    body('body_wrapped', (text) => writtenJson({ body: text.toString(), isBase64Encoded: false })),
  ),
  signedAs(
    compact,
    body('body_joined', (text) => text.toString() + compact.slice(0, 40)),
  ),
  signedAs(
    compact,
    body('body_truncated', (text) => text.subarray(0, -1)),
  ),
  signedAs(
    '',
    body('body_emptied', () => '{}'),
  ),
  signedAs(
    form,
    body('form_as_json', (text) =>
      writtenJson(Object.fromEntries(new URLSearchParams(text.toString()))),
    ),
  ),
  signedAs(
    form.replaceAll('+', '%20'),
    body('form_reencoded', (text) => `${new URLSearchParams(text.toString())}`),
  ),
]

/** What can happen to any body, whatever happened to it before. */
export const addedFaults: readonly Fault[] = [
  body('newline_at_end', (text) => Buffer.concat([text, Buffer.from('\n')])),
  body('byte_order_mark', (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text])),
  body('body_compressed', gzipped),
  body('body_base64', (text) => text.toString('base64')),
  body('line_endings', (text) =>
    text.includes('\n')
      ? Buffer.from(text.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
      : undefined,
  ),
]
