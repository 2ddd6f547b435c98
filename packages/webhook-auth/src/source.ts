import type { Received } from './delivery.ts'
import type { Source } from './scheme.ts'

/** Why a value cannot be read. */
export type Trouble = 'missing' | 'repeated' | 'malformed' | 'too_many'

/** Reads a source of a delivery: one value, or as many as a list has. */
export type Reader = (received: Received) => readonly string[] | Trouble

/** The most signatures that are looked at. */
export const mostSignatures = 16
// The longest that a sender needs is a handful of RSA signatures.
const longestHeader = 8_192
/** Whatever else is in the list. */
const mostItems = 64

/** How to read a source, worked out once. */
export function readerOf(source: Source): Reader {
  if ('json' in source) {
    const path = source.json.split('.')
    return (received) => listed(jsonField(received.json(), path))
  }
  if ('form' in source) {
    return (received) => {
      const values = received.form().getAll(source.form)
      return values.length > 1 ? 'repeated' : listed(values[0])
    }
  }
  const { separator, prefix = '', at = 0 } = source
  const header = source.header.toLowerCase()
  const read =
    separator === undefined
      ? (value: string) => whole(value, prefix)
      : (value: string) => listOf(value, separator, prefix, at)
  return (received) => {
    const values = received.header(header)
    const [value] = values
    if (value === undefined) return 'missing'
    return values.length > 1 ? 'repeated' : read(value)
  }
}

/** The one value of a source: of a list the item at its position, or the only one with its prefix. */
export function readerOfOne(source: Source): (received: Received) => readonly [string] | Trouble {
  const read = readerOf(source)
  const isPositioned = 'at' in source && source.at !== undefined
  return (received) => {
    const all = read(received)
    if (typeof all === 'string') return all
    const [value = ''] = all
    if (all.length > 1 && !isPositioned) return 'repeated'
    // Headers arrive as Latin-1: another letter would be signed as other bytes than it was sent.
    return isVisible(value) ? [value] : 'malformed'
  }
}

// Longer than any sender's; what is read ends up in records.
const isVisible = (text: string): boolean =>
  text !== '' && text.length <= 256 && !/[^\x20-\x7e]/.test(text)

function whole(value: string, prefix: string): readonly string[] | Trouble {
  if (value.length > longestHeader || !value.startsWith(prefix)) return 'malformed'
  return listed(value.slice(prefix.length))
}

function listOf(
  value: string,
  separator: string,
  prefix: string,
  at: number,
): readonly string[] | Trouble {
  // Counted before anything is made of it, and no further than a header may be long.
  const head = value.length > longestHeader ? value.slice(0, longestHeader) : value
  let count = 1
  for (let i = head.indexOf(separator); i >= 0; i = head.indexOf(separator, i + 1)) {
    if (++count > mostItems) return 'too_many'
  }
  if (value.length > longestHeader) return 'malformed'
  const items = count === 1 ? [value] : value.split(separator)
  const chosen: string[] = []
  for (let i = at; i < items.length; i++) {
    const text = (items[i] as string).trim()
    if (text !== '' && text.startsWith(prefix)) chosen.push(text.slice(prefix.length))
  }
  if (chosen.length > mostSignatures) return 'too_many'
  return chosen.length === 0 ? 'missing' : chosen
}

const listed = (value: string | undefined): readonly string[] | Trouble =>
  value === undefined || value === '' ? 'missing' : [value]

function jsonField(body: unknown, path: readonly string[]): string | undefined {
  let at: unknown = body
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  if (typeof at === 'string') return at
  return Number.isSafeInteger(at) ? `${at as number}` : undefined
}
