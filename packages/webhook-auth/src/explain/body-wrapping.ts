import {
  brotliDecompressSync,
  constants,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from 'node:zlib'
import { decoded } from '../encoding.ts'
import { strictText } from '../utf8.ts'
import { type Hypothesis, ofBody } from './hypothesis.ts'
import { jsonText } from './json-text.ts'

/** What of a compressed body is inflated, at most. */
const longest = 8 * 1024 * 1024
type Tried = readonly [detail: string, body: Uint8Array | string | undefined]

/** Bodies inside of others: compressed, encoded, wrapped, joined, cut short. */
export const wrappingHypotheses: readonly Hypothesis[] = [
  ofBody('body_compressed', 2, inflated),
  ofBody('body_base64', 2, (body) => [
    ['it was signed before base64', base64Of(body)],
    ['it was signed as base64', Buffer.from(body).toString('base64')],
  ]),
  ofBody('body_double_encoded', 2, doubled),
  ofBody('body_emptied', 2, emptied),
  ofBody('body_joined', 2, joined),
  ofBody('body_compressed', 3, compressed),
  ofBody('body_wrapped', 3, wrapped),
  ofBody('body_truncated', 3, completed),
]

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

function* inflated(body: Uint8Array): Iterable<Tried> {
  const limit = { maxOutputLength: longest }
  const detail = (how: string) => `it came compressed (${how}) and was signed before that`
  if (body[0] === 0x1f && body[1] === 0x8b) {
    yield [detail('gzip'), attempt(() => gunzipSync(body, limit))]
  } else if (body.length > 0 && !/^\s*[{["]/.test(Buffer.from(body.subarray(0, 64)).toString())) {
    yield [detail('deflate'), attempt(() => inflateSync(body, limit))]
    yield [detail('br'), attempt(() => brotliDecompressSync(body, limit))]
  }
}

/**
 * Of the same level two compressors have other bytes: what is found was compressed by one as this platform has.
 * Its header names the system.
 */
function* compressed(body: Uint8Array): Iterable<Tried> {
  if (body[0] === 0x1f || body.length === 0) return
  const detail = (how: string) => `it was signed compressed (${how}) and inflated on the way`
  for (const level of [constants.Z_DEFAULT_COMPRESSION, 9, 1]) {
    for (const system of [3, 10, 19]) {
      const made = gzipSync(body, { level })
      made[9] = system
      yield [detail('gzip'), made]
    }
  }
  yield [detail('deflate'), deflateSync(body)]
}

function base64Of(body: Uint8Array): Uint8Array | undefined {
  // Within it there may be newlines, as of mail. At its end one would be another cause.
  const text = strictText(body)?.replace(/\r?\n(?=.)/g, '')
  return text === undefined ? undefined : (decoded(text, 'base64') ?? decoded(text, 'base64url'))
}

function* doubled(body: Uint8Array): Iterable<Tried> {
  const text = strictText(body)
  if (text === undefined) return
  const inner: unknown = /^".*"$/s.test(text) ? attempt(() => JSON.parse(text)) : undefined
  if (typeof inner === 'string') yield ['it came as a JSON string of what was signed', inner]
  yield ['it was signed as a JSON string of what came', JSON.stringify(text)]
}

function* emptied(body: Uint8Array): Iterable<Tried> {
  if (body.length === 0) yield ['it was signed as {}', '{}']
  const isNothing = /^(\{\}|null|undefined|""|\[object Object\])$/.test(
    body.length > 20 ? '' : Buffer.from(body).toString(),
  )
  if (isNothing) yield ['it was signed empty', '']
}

function* joined(
  body: Uint8Array,
  { headers }: { headers: { values(n: string): readonly string[] } },
): Iterable<Tried> {
  const length = Number(headers.values('content-length')[0])
  if (Number.isInteger(length) && length < body.length) {
    yield [`it was signed up to byte ${length}, as Content-Length says`, body.subarray(0, length)]
  }
  const text = strictText(body)
  const end = text === undefined ? undefined : documentEnd(text)
  if (text === undefined || end === undefined || end >= text.trimEnd().length) return
  yield ['the first of two bodies was signed', text.slice(0, end)]
  yield ['the second of two bodies was signed', text.slice(end)]
  yield ['the second of two bodies was signed', text.slice(end).trimStart()]
}

/** What is open where a text ends, or where its first document does. */
function scan(text: string): { readonly end?: number; readonly open: string } {
  let open = ''
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const one = text[at] as string
    if (inString) {
      if (one === '\\') at++
      else if (one === '"') inString = false
      continue
    }
    if (one === '"') inString = true
    else if (one === '{') open = `}${open}`
    else if (one === '[') open = `]${open}`
    else if (one === '}' || one === ']') open = open.slice(1)
    else continue
    if (open === '' && !inString) return { end: at + 1, open }
  }
  return { open: inString ? `"${open}` : open }
}

const documentEnd = (text: string): number | undefined =>
  /^\s*[{[]/.test(text) ? scan(text).end : undefined

function* completed(body: Uint8Array): Iterable<Tried> {
  const text = strictText(body)
  if (text === undefined || !/^\s*[{[]/.test(text)) return
  const { end, open } = scan(text)
  if (end !== undefined) return
  yield ['its last brackets are missing', text + open]
}

/** Where the JSON of a body ends too early; undefined where it does not. */
export function endsEarly(body: Uint8Array): boolean {
  const text = strictText(body) ?? ''
  return /^\s*[{[]/.test(text) && jsonText(body) === undefined && scan(text).end === undefined
}

/** Events of platforms have the body in a field of theirs. */
function* wrapped(body: Uint8Array): Iterable<Tried> {
  const json = jsonText(body)
  const event: unknown = json && !json.before && !json.after && JSON.parse(json.tokens.join(''))
  if (typeof event !== 'object' || event === null) return
  for (const name of ['body', 'payload', 'data', 'rawBody']) {
    const inner: unknown = Object.hasOwn(event, name)
      ? (event as Readonly<Record<string, unknown>>)[name]
      : undefined
    const detail = `it was signed as the "${name}" of it`
    if (typeof inner === 'string') {
      yield [detail, inner]
      yield [`${detail}, in base64`, decoded(inner, 'base64')]
    } else if (typeof inner === 'object' && inner !== null) yield [detail, JSON.stringify(inner)]
  }
}
