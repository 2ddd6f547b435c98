import { strictText } from '../utf8.ts'

/** A text of JSON in its tokens: key order, numbers and escapes as they are written. */
export interface JsonText {
  /** What stands before and after the document: white space, a byte order mark. */
  readonly before: string
  readonly tokens: readonly string[]
  readonly after: string
  readonly length: number
  /** How deep its tokens lie, all of them together. */
  readonly depths: number
}

/** How a document is laid out: its white space kept, or written by a rule. */
export type Layout = 'kept' | 'compact' | 'spaced' | 'padded' | '  ' | '    ' | '\t'

/** How strings are escaped: kept, as little as JSON needs, or as a library does. */
export type Escapes =
  | 'kept'
  | 'none'
  | 'ascii'
  | 'ascii-capitals'
  | 'slash'
  | 'ascii-slash'
  | 'html'

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\s+/g
const known = new WeakMap<Uint8Array, { readonly json: JsonText | undefined }>()

/** Deeper ones are left alone: what writes them calls itself for each level. */
const deepest = 500

/** Reads bytes as JSON, once for each; undefined for what is none, or too deep. */
export function jsonText(body: Uint8Array): JsonText | undefined {
  const before = known.get(body)
  if (before !== undefined) return before.json
  const json = read(body)
  known.set(body, { json })
  return json
}

function read(body: Uint8Array): JsonText | undefined {
  const text = strictText(body)
  const core = text?.trim()
  if (text === undefined || core === undefined || !/^[{["]/.test(core)) return undefined
  try {
    JSON.parse(core)
  } catch {
    return undefined
  }
  const start = text.indexOf(core)
  const tokens = core.match(token) ?? []
  const depths = depthsOf(tokens)
  if (depths === undefined) return undefined
  const [before, after] = [text.slice(0, start), text.slice(start + core.length)]
  return { before, tokens, after, length: text.length, depths }
}

/** Undefined where one lies too deep. */
function depthsOf(tokens: readonly string[]): number | undefined {
  let [depth, sum] = [0, 0]
  for (const one of tokens) {
    const first = one.charCodeAt(0)
    if (openings.has(first)) depth++
    else if (closings.has(first)) depth--
    if (depth > deepest) return undefined
    sum += depth
  }
  return sum
}

/** How many letters of indentation a layout has, at most. */
export const indentOf = ({ depths }: JsonText, layout: Layout): number =>
  isIndented(layout) ? depths * layout.length : 0

const [quote, comma, colon, openingBrace, closingBrace] = [0x22, 0x2c, 0x3a, 0x7b, 0x7d]
const openings: ReadonlySet<number> = new Set([0x5b, openingBrace])
const closings: ReadonlySet<number> = new Set([0x5d, closingBrace])

/** Writes it in another way; `value` writes what is neither string nor punctuation. */
export function writeJson(
  { before, tokens, after }: JsonText,
  layout: Layout,
  escapes: Escapes,
  value: (literal: string, index: number) => string = (literal) => literal,
): string {
  const text = escaper(escapes)
  const [afterComma, afterColon] = [
    layout === 'spaced' || layout === 'padded' ? ', ' : ',',
    layout === 'kept' || layout === 'compact' ? ':' : ': ',
  ]
  let [made, depth, literals, opened, inObject] = [before, 0, 0, false, false]
  for (const one of tokens) {
    const first = one.charCodeAt(0)
    if (first <= 0x20) {
      if (layout === 'kept') made += one
      continue
    }
    const isClosing = closings.has(first)
    if (isClosing) depth--
    // An empty object or list has nothing between its brackets.
    if (opened !== isClosing) {
      const isPadded = layout === 'padded' && (opened ? inObject : first === closingBrace)
      made += isPadded ? ' ' : lineOf(layout, depth)
    }
    opened = openings.has(first)
    inObject = first === openingBrace
    if (opened) depth++
    if (first === quote) made += text(one)
    else if (opened || isClosing) made += one
    else if (first === comma) made += afterComma + lineOf(layout, depth)
    else if (first === colon) made += afterColon
    else made += value(one, literals++)
  }
  return made + after
}

const isIndented = (layout: Layout): boolean => layout.charCodeAt(0) <= 0x20

const lineOf = (layout: Layout, depth: number): string =>
  isIndented(layout) ? `\n${layout.repeat(depth)}` : ''

/** Most strings of a document are there many times. */
function escaper(escapes: Escapes): (text: string) => string {
  if (escapes === 'kept') return (text) => text
  const known = new Map<string, string>()
  return (text) => {
    const made = known.get(text) ?? escaped(text, escapes)
    known.set(text, made)
    return made
  }
}

function escaped(text: string, escapes: Exclude<Escapes, 'kept'>): string {
  const plain = JSON.stringify(JSON.parse(text))
  if (escapes === 'none') return plain
  if (escapes === 'html') return plain.replace(/[<>&\u2028\u2029]/g, (one) => unicode(one))
  const slashed = escapes.endsWith('slash') ? plain.replaceAll('/', '\\/') : plain
  if (escapes === 'slash') return slashed
  const isCapital = escapes === 'ascii-capitals'
  return slashed.replace(/[^\0-\x7f]/g, (one) => unicode(one, isCapital))
}

/** One UTF-16 unit as JSON escapes it. */
function unicode(unit: string, isCapital = false): string {
  const hex = unit.charCodeAt(0).toString(16).padStart(4, '0')
  return `\\u${isCapital ? hex.toUpperCase() : hex}`
}
