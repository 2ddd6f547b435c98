import { type Hypothesis, ofBody } from './hypothesis.ts'
import {
  type Escapes,
  indentOf,
  type JsonText,
  jsonText,
  type Layout,
  writeJson,
} from './json-text.ts'

const layouts: readonly (readonly [Layout, string])[] = [
  ['compact', 'without white space'],
  ['  ', 'indented by 2 spaces'],
  ['spaced', 'with a space after commas and colons, as Python writes'],
  ['    ', 'indented by 4 spaces'],
  ['\t', 'indented by tabs'],
  ['padded', 'with spaces inside of braces as well'],
]

const escapes: readonly (readonly [Escapes, string])[] = [
  ['none', 'without needless escapes'],
  ['ascii', 'with \\u escapes, as Python and Java write'],
  ['ascii-slash', 'with \\u and \\/ escapes, as PHP writes'],
  ['slash', 'with \\/ escapes'],
  ['html', 'with \\u003c, \\u003e and \\u0026, as Go and Rails write'],
  ['ascii-capitals', 'with \\u escapes in capitals, as .NET writes'],
]

const most = 8
type Written = readonly [detail: string, body: string]

/** JSON that was parsed and written anew: what was signed had another layout, other escapes or other numbers. */
export const jsonHypotheses: readonly Hypothesis[] = [
  ofBody('body_reserialised', 1, (body) => of(body, relaid)),
  ofBody('body_reserialised', 1, (body) => of(body, reescaped)),
  ofBody('body_reserialised', 2, (body) => of(body, both)),
  ofBody('body_reserialised', 3, (body) => of(body, renumbered)),
  ofBody('body_reserialised', 3, (body) => of(body, sorted)),
]

const of = (body: Uint8Array, write: (json: JsonText) => Iterable<Written>): Iterable<Written> => {
  const json = jsonText(body)
  return json === undefined ? [] : write(json)
}

function* relaid(json: JsonText): Iterable<Written> {
  const came = lineFeeds(writeJson(json, 'kept', 'kept'))
  for (const [layout, how] of layoutsOf(json)) {
    const made = writeJson(json, layout, 'kept')
    // What differs in its line endings alone was not laid out anew.
    if (lineFeeds(made) !== came) yield [signed(how), made]
  }
}

/** Without those that would make far more of it than anybody sends: brackets in brackets are mostly indentation then. */
const layoutsOf = (json: JsonText): typeof layouts =>
  layouts.filter(([layout]) => indentOf(json, layout) <= 16 * json.length + 65_536)

const lineFeeds = (text: string): string => text.replaceAll('\r\n', '\n')

function* reescaped(json: JsonText): Iterable<Written> {
  for (const [style, how] of escapes) yield [signed(how), writeJson(json, 'kept', style)]
}

function* both(json: JsonText): Iterable<Written> {
  for (const [layout, how] of layoutsOf(json)) {
    for (const [style, as] of escapes) {
      yield [signed(`${how}, and ${as}`), writeJson(json, layout, style)]
    }
  }
}

/** Other spellings of the same number: what a parser forgets. */
const spellings: readonly ((number: string) => string)[] = [
  (text) => (/^-?\d+$/.test(text) ? `${text}.0` : text),
  (text) => (/^-?\d+\.\d$/.test(text) ? `${text}0` : text),
  (text) => (/^-?\d+$/.test(text) ? `${text}.00` : text),
  (text) => (/^-?\d+\.\d+$/.test(text) ? withoutZeros(text) : text),
  (text) => (/^-?[\d.]+e/i.test(text) ? `${Number(text)}` : text),
  (text) =>
    /^-?[1-9]0+$/.test(text)
      ? `${text[0] === '-' ? text.slice(0, 2) : text[0]}e${text.replace(/^-?\d/, '').length}`
      : text,
]

/** Without the zeros at the end of a fraction, and the point of one that is nothing else. */
function withoutZeros(number: string): string {
  let end = number.length
  while (number[end - 1] === '0') end--
  return number.slice(0, number[end - 1] === '.' ? end - 1 : end)
}

function* renumbered(json: JsonText): Iterable<Written> {
  const detail = signed('with a number spelt otherwise')
  const literals = json.tokens.filter((one) => !/^[\s"{}[\],:]/.test(one))
  for (const spell of spellings) {
    const changed = literals.flatMap((one, at) => (spell(one) === one ? [] : [at]))
    if (changed.length === 0) continue
    yield [detail, writeJson(json, 'kept', 'kept', (text) => spell(text))]
    for (const at of changed.length === 1 ? [] : changed.slice(0, most)) {
      const one = (text: string, index: number): string => (index === at ? spell(text) : text)
      yield [detail, writeJson(json, 'kept', 'kept', one)]
    }
  }
}

function* sorted({ before, tokens, after }: JsonText): Iterable<Written> {
  const value: unknown = inOrder(JSON.parse(tokens.join('')))
  const plain = Buffer.from(JSON.stringify(value))
  const json = jsonText(plain)
  if (json === undefined) return
  for (const layout of ['compact', 'spaced'] as const) {
    yield [signed('with its keys sorted'), before + writeJson(json, layout, 'kept') + after]
  }
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(
    names.map((name) => [name, inOrder((value as Readonly<Record<string, unknown>>)[name])]),
  )
}

const signed = (how: string): string => `it was signed ${how}`
