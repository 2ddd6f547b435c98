import { strictText } from '../utf8.ts'
import { type Hypothesis, ofBody } from './hypothesis.ts'
import { jsonText } from './json-text.ts'

/** Letters that a library leaves as they are in a form, besides letters and digits; and how it writes a space. */
const writers: readonly (readonly [how: string, plain: RegExp, space: string])[] = [
  ['as browsers write forms', /[\w*.-]/, '+'],
  ['with %20, as encodeURIComponent writes', /[\w.!~*'()-]/, '%20'],
  ['with %20, as RFC 3986 says', /[\w.~-]/, '%20'],
  ['as Python writes forms', /[\w.~-]/, '+'],
  ['as PHP writes forms', /[\w.-]/, '+'],
]

/** Forms that were parsed and written anew, as a form or as JSON. */
export const formHypotheses: readonly Hypothesis[] = [
  ofBody('form_reencoded', 2, reencoded),
  ofBody('form_as_json', 2, fromJson),
]

function* reencoded(body: Uint8Array): Iterable<readonly [string, string]> {
  const text = strictText(body)
  if (text === undefined || !/^[^{["=&\s][^=&\s]*=/.test(text)) return
  yield ['it was signed with %20 for spaces', text.replaceAll('+', '%20')]
  yield ['it was signed with + for spaces', text.replaceAll('%20', '+')]
  const pairs = text.split('&').map((pair) => pair.split('=').map(plainOf))
  if (pairs.flat().includes(undefined)) return
  yield* written(pairs as readonly (readonly string[])[])
}

function* fromJson(body: Uint8Array): Iterable<readonly [string, string]> {
  const json = jsonText(body)
  const value: unknown = json && !json.before && !json.after && JSON.parse(json.tokens.join(''))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  const pairs = Object.entries(value).flatMap(([name, one]: [string, unknown]) =>
    (Array.isArray(one) ? one : [one]).map((text: unknown) => [name, text]),
  )
  if (pairs.length === 0 || pairs.some(([, text]) => typeof text !== 'string')) return
  yield* written(pairs as readonly (readonly string[])[])
}

function* written(pairs: readonly (readonly string[])[]): Iterable<readonly [string, string]> {
  for (const [how, plain, space] of writers) {
    const text = pairs
      .map((pair) => pair.map((part) => encoded(part, plain, space)).join('='))
      .join('&')
    yield [`it was signed ${how}`, text]
    const lower = text.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase())
    yield [`it was signed ${how}, in lower case`, lower]
  }
}

function encoded(part: string, plain: RegExp, space: string): string {
  return Array.from(part.isWellFormed() ? part : '', (one) => {
    if (one === ' ') return space
    if (plain.test(one)) return one
    return [...Buffer.from(one)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('')
  }).join('')
}

function plainOf(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
