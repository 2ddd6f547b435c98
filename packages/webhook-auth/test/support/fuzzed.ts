import type { Delivery, Scheme } from '@sallyport/webhook-auth'
import { anyBody, callbackUrl, everyMade, everySigning, secretOf, signed } from './every-scheme.ts'

/** Draws whole numbers below a bound; the same for the same seed. */
export type Draw = (below: number) => number

export function drawing(seed: number): Draw {
  let state = seed
  // mulberry32
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

export const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T

/** A right delivery, or at least one with every header that its scheme asks for. */
export interface Seed {
  readonly scheme: Scheme
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly method?: string
  readonly url?: string
}

const bodies = [anyBody, '{"a":"$& $$ é"}', '{"1":1}', `{"long":"${'x'.repeat(2_000)}"}`]

/** Headers that a scheme asks for, with something in each. */
function asked(scheme: Scheme): Seed {
  const headers: Record<string, string> = {}
  const header = (name: string): readonly string[] => {
    headers[name] = 'AAAA'
    return ['AAAA']
  }
  const body = Buffer.from(anyBody)
  scheme.read({
    ...{ header, body, callbackUrl, method: 'POST', url: '/webhook/sender?team=1' },
    json: () => JSON.parse(anyBody),
    form: () => new URLSearchParams(),
  })
  return { scheme, headers, body }
}

/** Some sign but what they know. */
const isAnySigned = ({ covers }: Scheme): boolean => covers !== 'fields'

export const seeds: readonly Seed[] = everyMade.flatMap((scheme) =>
  everySigning.includes(scheme)
    ? (isAnySigned(scheme) ? bodies : [anyBody]).map((body) => ({
        scheme,
        ...signed(scheme, body),
      }))
    : [asked(scheme)],
)

type Change = (value: string, draw: Draw) => unknown
const odd = ['\0', '\ud800', '\udc00', 'é', '€', '\ufeff', ' ', '\t', '\n', '\r\n', '１', 'İ', 'K']
const at = (value: string, draw: Draw, insert: string, skip = 0): string => {
  const i = draw(value.length + 1)
  return value.slice(0, i) + insert + value.slice(i + skip)
}

const changes: readonly Change[] = [
  (value) => value,
  (value, draw) => at(value, draw, pick(draw, odd)),
  (value, draw) => at(value, draw, String.fromCharCode(draw(128)), 1),
  (value, draw) => at(value, draw, '', 1 + draw(3)),
  (value, draw) =>
    at(value, draw, pick(draw, [',', ';', ' ', '=', '.', 't=1', 'v1=00', 'v1,AA=='])),
  (value, draw) => value.slice(0, draw(value.length + 1)),
  (value) => value.toUpperCase(),
  (value) => `${value}${value}`,
  (value, draw) => `${value}${pick(draw, [',', ', ', ' ', ';'])}${value}`,
  (value) => [value, value],
  (value) => [value],
  (value) => [[value]],
  (value) => ({ value }),
  (value) => Number(value),
  (value, draw) => value.replace(/\d{4,}/, `${draw(2 ** 31)}`),
  (_, draw) => 'v1=0,'.repeat(draw(200)),
  (_, draw) => (draw(50) === 0 ? `t=1,${'v1=00,'.repeat(200_000)}` : 'x'.repeat(draw(9_000))),
  () => '',
  () => undefined,
  () => null,
]

/** Names that no sender sends; what they could do is change an object. */
const names = ['__proto__', 'constructor', 'get', 'headerValues', 'hasOwnProperty', 'x'.repeat(999)]
const recased = (name: string, draw: Draw): string =>
  draw(4) > 0 ? name : [...name].map((c) => (draw(2) === 0 ? c.toUpperCase() : c)).join('')

/** Headers of a seed, some of them changed. */
export function fuzzedHeaders(
  { headers, scheme }: Seed,
  draw: Draw,
): readonly (readonly [name: string, value: unknown])[] {
  const entries = Object.entries(headers)
  const hit = draw(3) === 0 ? -1 : draw(entries.length)
  const made = entries.map(
    ([name, value], i) =>
      [recased(name, draw), i === hit ? pick(draw, changes)(value, draw) : value] as const,
  )
  if (draw(10) === 0) made.push([pick(draw, names), secretOf(scheme)])
  if (draw(10) === 0) made.splice(draw(made.length), 1)
  return made
}

const deep = Buffer.from('['.repeat(50_000))
type BodyChange = (body: Uint8Array, draw: Draw) => unknown
const flipped = (body: Uint8Array, draw: Draw): Uint8Array => {
  const copy = Buffer.from(body)
  if (copy.length > 0) copy.writeUInt8(draw(256), draw(copy.length))
  return copy
}
const bodyChanges: readonly BodyChange[] = [
  ...Array<BodyChange>(6).fill((body) => body),
  ...Array<BodyChange>(3).fill(flipped),
  (body) => Buffer.from(body).toString(),
  (body) => new Uint8Array(body),
  (body) => Buffer.concat([Buffer.from('\ufeff'), body]),
  (body) => Buffer.concat([body, Buffer.from([0xff, 0xc0, 0x80])]),
  (body, draw) => Buffer.from(body).subarray(draw(body.length + 1)),
  (_, draw) => (draw(20) === 0 ? deep : new Uint8Array()),
  (_, draw) => Buffer.from(Array.from({ length: draw(300) }, () => draw(256))),
  () => '\ud800',
  () => 'signature=a&signature=b&token=%ff&timestamp=%',
]
/** What parsers leave in the place of a body. */
const parsed: readonly unknown[] = [{ a: 1 }, [], null, undefined, 7, true, new ArrayBuffer(2), {}]

export const fuzzedBody = ({ body }: Seed, draw: Draw): unknown =>
  draw(40) === 0 ? pick(draw, parsed) : pick(draw, bodyChanges)(body, draw)

const urls: readonly unknown[] = [
  '/%',
  '/%zz?%ff=%',
  '/?bodySHA256=00&bodySHA256=00',
  '/a b',
  '/é',
  null,
  7,
  '/webhook/sender?team=1',
  '/',
  '',
  '//evil.example/',
  'https://evil.example/',
  '\0',
  '*',
]
const methods: readonly unknown[] = [null, 7, 'POST', 'GET', 'post', '', 'P\0ST', '\ud800']

/** A delivery as a platform may hand it over. */
export function fuzzedDelivery(seed: Seed, draw: Draw): Delivery {
  const entries = fuzzedHeaders(seed, draw)
  const record: Record<string, unknown> = Object.create(draw(2) === 0 ? null : Object.prototype)
  for (const [name, value] of entries) record[name] = value
  const given = { headers: record, body: fuzzedBody(seed, draw) }
  const more = { method: pick(draw, methods), url: pick(draw, urls) }
  // Of any form: that is what is tested.
  return {
    ...given,
    ...(draw(2) === 0 && more),
    ...(draw(20) === 0 && other(entries, draw)),
  } as Delivery
}

/** Headers in another form. */
function other(entries: readonly (readonly [string, unknown])[], draw: Draw): object {
  const texts = entries.filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && /^[!-~]*$/.test(entry[1]) && entry[0].length < 99,
  )
  const forms = [
    () => new Headers(texts),
    () => new Map(entries),
    () => null,
    () => undefined,
    () => 'headers',
    () => [],
  ]
  return { headers: pick(draw, forms)() }
}
