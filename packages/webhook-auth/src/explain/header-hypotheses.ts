import type { Scheme } from '../scheme.ts'
import { type Anatomy, anatomyOf } from './anatomy.ts'
import type { CauseName } from './causes.ts'
import { type Digest, digestsIn } from './digests.ts'
import type { Change, Hypothesis, Situation } from './hypothesis.ts'

/** Signatures that are written otherwise, or stand elsewhere. */
export const headerHypotheses: readonly Hypothesis[] = [
  { group: 'header', level: 1, tries: repeated },
  { group: 'header', level: 1, tries: (situation) => withAnatomy(situation, prefixed) },
  { group: 'header', level: 1, tries: (situation) => withAnatomy(situation, recoded) },
  { group: 'header', level: 1, tries: (situation) => withAnatomy(situation, otherHash) },
  { group: 'header', level: 2, tries: (situation) => withAnatomy(situation, elsewhere) },
  { group: 'header', level: 2, tries: (situation) => withAnatomy(situation, otherUnit) },
]

/** Whether it is one of several others that the caller names. */
export const ofOtherSchemes = (schemes: readonly Scheme[]): Hypothesis => ({
  group: 'header',
  level: 2,
  *tries() {
    for (const scheme of schemes) {
      yield { cause: 'scheme_other', detail: `it is signed as ${scheme.id} signs`, now: { scheme } }
    }
  },
})

type Tries = (situation: Situation, anatomy: Anatomy) => Iterable<Change>

function withAnatomy(situation: Situation, tries: Tries): Iterable<Change> {
  const anatomy = anatomyOf(situation.scheme)
  return anatomy === undefined ? [] : tries(situation, anatomy)
}

const change = (
  { headers }: Situation,
  cause: CauseName,
  detail: string,
  name: string,
  value: string,
): Change => ({ cause, detail, now: { headers: headers.with(name, [value]) } })

/** The one value of a header; of one that came twice none, as that is another cause. */
const single = ({ headers }: Situation, name: string): readonly string[] => {
  const values = headers.values(name)
  return values.length === 1 ? values : []
}

/** A value of the header in which the digest is another, written as the scheme writes it. */
function placed({ prefix, isList }: Anatomy, value: string, { text }: Digest, as: string): string {
  if (!isList) return prefix + as
  const at = value.indexOf(text)
  const before = value.slice(0, at).replace(/[^,;\s]*$/, '')
  return before + prefix + as + value.slice(at + text.length).replace(/^["']/, '')
}

function* prefixed(situation: Situation, anatomy: Anatomy): Iterable<Change> {
  const { header, prefix } = anatomy
  const detail = prefix === '' ? 'it stands alone in its header' : `it begins with "${prefix}"`
  for (const value of single(situation, header)) {
    if (situation.scheme.mac === 'token') {
      const plain = value.trim().replace(/^(bearer|token|basic|apikey|secret)[\s=:]+/i, '')
      const bare = plain.replace(/^(["'])(.*)\1$/, '$2')
      yield change(situation, 'signature_prefix', detail, header, prefix + bare)
      continue
    }
    for (const digest of digestsIn(value, situation.scheme)) {
      const as = placed(anatomy, value, digest, digest.text)
      yield change(situation, 'signature_prefix', detail, header, as)
    }
  }
}

function* recoded(situation: Situation, { header }: Anatomy): Iterable<Change> {
  const { encoding } = situation.scheme
  if (encoding === 'text') return
  for (const value of single(situation, header)) {
    for (const { text, bytes, encoding: came } of digestsIn(value, situation.scheme)) {
      const as = Buffer.from(bytes).toString(encoding)
      const detail =
        came === encoding
          ? `it is not written as ${encoding} is`
          : `it came in ${came}, not ${encoding}`
      yield change(
        situation,
        'signature_encoding',
        detail,
        header,
        value.replace(text, () => as),
      )
    }
  }
}

const hashes: ReadonlyMap<number, 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512'> = new Map([
  [20, 'hmac-sha1'],
  [32, 'hmac-sha256'],
  [64, 'hmac-sha512'],
])

/** Of the header itself, or where it is missing of any: GitHub still sends its SHA-1 in another. */
function* otherHash(situation: Situation, anatomy: Anatomy): Iterable<Change> {
  const { scheme, headers } = situation
  if (!scheme.mac.startsWith('hmac') || scheme.encoding === 'text') return
  const { header } = anatomy
  const own = headers.values(header).length > 0
  for (const name of own ? [header] : headers.names) {
    for (const value of single(situation, name)) {
      for (const digest of digestsIn(value, scheme)) {
        const mac = hashes.get(digest.bytes.length)
        if (mac === undefined || mac === scheme.mac) continue
        const as = Buffer.from(digest.bytes).toString(scheme.encoding)
        const made = headers.with(header, [
          own ? placed(anatomy, value, digest, as) : anatomy.prefix + as,
        ])
        const detail = `${name} has ${mac}, and the scheme ${scheme.mac}`
        yield {
          cause: 'signature_hash',
          detail,
          now: { headers: made, scheme: { ...scheme, mac } },
        }
      }
    }
  }
}

function* elsewhere(situation: Situation, { header }: Anatomy): Iterable<Change> {
  const { headers, scheme } = situation
  if (headers.values(header).length > 0) return
  for (const name of headers.names) {
    for (const value of headers.values(name)) {
      const isToken = scheme.mac === 'token' && /auth|token|secret|signature|key/.test(name)
      if (!isToken && digestsIn(value, scheme).length === 0) continue
      yield change(situation, 'signature_header', `it is in ${name}, not ${header}`, header, value)
    }
  }
}

/** Servers join what came twice with a comma. */
function* repeated(situation: Situation): Iterable<Change> {
  const { headers, scheme } = situation
  const anatomy = anatomyOf(scheme)
  const own = anatomy === undefined ? [] : [anatomy.header, ...anatomy.timed]
  for (const name of new Set([...own, ...headers.names])) {
    const values = headers.values(name)
    const all = values.length > 1 ? values : (values[0] ?? '').split(', ')
    const [first] = all
    const isSame = all.every((one) => one === first)
    if (all.length < 2 || all.length > 8 || !(isSame || own.includes(name))) continue
    for (const value of new Set(all)) {
      const detail = `${name} came ${all.length} times; one of them is right`
      yield change(situation, 'header_repeated', detail, name, value)
    }
  }
}

function* otherUnit(situation: Situation, { timed }: Anatomy): Iterable<Change> {
  for (const name of timed) {
    const [value = ''] = situation.headers.values(name)
    const seconds = value.replace(/\b(\d{10})\d{3}\b/, '$1')
    const milliseconds = value.replace(/\b(\d{10})\b/, '$1000')
    if (seconds !== value) {
      yield change(situation, 'time_unit', 'it signs seconds and sends milliseconds', name, seconds)
    }
    if (milliseconds !== value) {
      const detail = 'it signs milliseconds and sends seconds'
      yield change(situation, 'time_unit', detail, name, milliseconds)
    }
  }
}
