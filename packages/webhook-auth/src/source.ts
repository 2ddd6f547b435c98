import type { Received } from './delivery.ts'
import type { Source } from './scheme.ts'

/** Why a value cannot be read. */
export type Trouble = 'missing' | 'repeated' | 'malformed' | 'too_many'

/** The most signatures that are looked at. */
export const mostSignatures = 16
// The longest that a sender needs is a handful of RSA signatures.
const longestHeader = 8_192
/** Whatever else is in the list. */
const mostItems = 64

/** Values of a source: one, or as many as a list has. */
export function readAll(source: Source, received: Received): readonly string[] | Trouble {
  if ('json' in source) return listed(jsonField(received.json(), source.json))
  if ('form' in source) {
    const values = received.form().getAll(source.form)
    return values.length > 1 ? 'repeated' : listed(values[0])
  }
  const values = received.header(source.header)
  const [value] = values
  if (value === undefined) return 'missing'
  if (values.length > 1) return 'repeated'
  const { separator, prefix = '', at = 0 } = source
  if (separator === undefined) {
    const fits = value.length <= longestHeader && value.startsWith(prefix)
    return fits ? listed(value.slice(prefix.length)) : 'malformed'
  }
  const items = itemsOf(value, separator)
  if (typeof items === 'string') return items
  const chosen = items.slice(at).filter((item) => item.startsWith(prefix))
  if (chosen.length > mostSignatures) return 'too_many'
  return chosen.length === 0 ? 'missing' : chosen.map((item) => item.slice(prefix.length))
}

/** The one value of a source: of a list the item at its position, or the only one with its prefix. */
export function readOne(source: Source, received: Received): { value: string } | Trouble {
  const all = readAll(source, received)
  if (typeof all === 'string') return all
  const [value = ''] = all
  const isPositioned = 'at' in source && source.at !== undefined
  if (all.length > 1 && !isPositioned) return 'repeated'
  // Headers arrive as Latin-1: another letter would be signed as other bytes than it was sent.
  return /^[\x20-\x7e]+$/.test(value) ? { value } : 'malformed'
}

function itemsOf(value: string, separator: string): readonly string[] | Trouble {
  // Counted before anything is made of it, and no further than is read: a header can be of any length.
  const head = value.slice(0, longestHeader)
  let count = 1
  for (let i = head.indexOf(separator); i >= 0; i = head.indexOf(separator, i + 1)) {
    if (++count > mostItems) return 'too_many'
  }
  if (value.length > longestHeader) return 'malformed'
  return value
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

const listed = (value: string | undefined): readonly string[] | Trouble =>
  value === undefined || value === '' ? 'missing' : [value]

function jsonField(body: unknown, path: string): string | undefined {
  let at: unknown = body
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  if (typeof at === 'string') return at
  return Number.isSafeInteger(at) ? `${at as number}` : undefined
}
