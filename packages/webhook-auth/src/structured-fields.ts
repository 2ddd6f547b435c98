/** A value of a structured field (RFC 8941 §3.3), as far as signatures need them apart. */
export type BareItem =
  | { readonly string: string }
  | { readonly integer: number }
  | { readonly bytes: string }
  | { readonly other: string }

/** Parameters by their keys. */
export type Parameters = ReadonlyMap<string, BareItem>

/** An item and what it is qualified with. */
export interface Item {
  readonly value: BareItem
  readonly parameters: Parameters
  /** As it was written; there is one way to write it. */
  readonly text: string
}

/** A member of a dictionary: an item, or a list of them. */
export interface Member {
  readonly value: BareItem | readonly Item[]
  readonly parameters: Parameters
  /** As it was written; there is one way to write it. */
  readonly text: string
}

interface Scan {
  readonly text: string
  at: number
}

const longest = 8_192
const mostLines = 16
const mostItems = 64
const mostParameters = 16

const keyForm = /[a-z*][a-z0-9_.*-]*/y
const stringForm = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y
const integerForm = /(?:0|-?[1-9]\d{0,14})(?![\d.])/y
const bytesForm = /:([A-Za-z0-9+/]*={0,2}):/y
const otherForm =
  /[A-Za-z*][!#$%&'*+.^_`|~:/A-Za-z0-9-]*|-?(?:0|[1-9]\d{0,11})\.(?:\d{0,2}[1-9]|0)|\?0/y
// RFC 8941 §4.2.2: only between members may whitespace vary.
const betweenForm = /[ \t]*,[ \t]*/y

/**
 * Reads a dictionary (RFC 8941 §3.2) as strictly as it is written: within a member there is one way to write
 * it, so that what was signed is what stands there (RFC 9421 §2.3), and a key that comes twice is refused,
 * not overwritten. Undefined for what is none.
 */
export function parseDictionary(
  lines: readonly string[],
  most: number,
): ReadonlyMap<string, Member> | 'too_many' | undefined {
  if (lines.length > mostLines) return 'too_many'
  if (lines.reduce((sum, line) => sum + line.length + 2, 0) > longest) return undefined
  const scan: Scan = { text: lines.join(', '), at: 0 }
  const members = new Map<string, Member>()
  do {
    if (members.size === most) return 'too_many'
    const key = take(scan, keyForm)?.[0]
    if (key === undefined || members.has(key) || scan.text[scan.at] !== '=') return undefined
    scan.at++
    const member = memberAt(scan)
    if (member === undefined) return undefined
    members.set(key, member)
  } while (take(scan, betweenForm) !== undefined)
  return scan.at === scan.text.length ? members : undefined
}

/** Reads one item; undefined for what is none. */
export function parseItem(text: string): Item | undefined {
  if (text.length > longest) return undefined
  const scan: Scan = { text, at: 0 }
  const item = itemAt(scan)
  return scan.at === text.length ? item : undefined
}

function take(scan: Scan, form: RegExp): RegExpExecArray | undefined {
  form.lastIndex = scan.at
  const match = form.exec(scan.text)
  if (match === null) return undefined
  scan.at = form.lastIndex
  return match
}

function memberAt(scan: Scan): Member | undefined {
  if (scan.text[scan.at] !== '(') return itemAt(scan)
  const start = scan.at++
  const items: Item[] = []
  while (scan.text[scan.at] !== ')') {
    if (items.length === mostItems) return undefined
    if (items.length > 0 && scan.text[scan.at++] !== ' ') return undefined
    const item = itemAt(scan)
    if (item === undefined) return undefined
    items.push(item)
  }
  scan.at++
  const parameters = parametersAt(scan)
  return parameters && { value: items, parameters, text: scan.text.slice(start, scan.at) }
}

function itemAt(scan: Scan): Item | undefined {
  const start = scan.at
  const value = bareAt(scan)
  const parameters = value && parametersAt(scan)
  return value && parameters && { value, parameters, text: scan.text.slice(start, scan.at) }
}

function bareAt(scan: Scan): BareItem | undefined {
  const string = take(scan, stringForm)?.[1]
  if (string !== undefined) return { string: string.replace(/\\(.)/g, '$1') }
  const bytes = take(scan, bytesForm)?.[1]
  if (bytes !== undefined) return { bytes }
  const integer = take(scan, integerForm)?.[0]
  if (integer !== undefined) return { integer: Number(integer) }
  const other = take(scan, otherForm)?.[0]
  return other === undefined ? undefined : { other }
}

function parametersAt(scan: Scan): Parameters | undefined {
  const parameters = new Map<string, BareItem>()
  while (scan.text[scan.at] === ';') {
    scan.at++
    const key = take(scan, keyForm)?.[0]
    if (key === undefined || parameters.has(key) || parameters.size === mostParameters) {
      return undefined
    }
    // RFC 8941 §4.1.1.2: true is not written.
    let value: BareItem | undefined = { other: '?1' }
    if (scan.text[scan.at] === '=') {
      scan.at++
      value = bareAt(scan)
    }
    if (value === undefined) return undefined
    parameters.set(key, value)
  }
  return parameters
}
