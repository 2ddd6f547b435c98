import type { Json } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { type AuditEntry, contextFields, longestLine, outcomes, transports } from './entry.ts'

/** Why a line is no entry. */
export type EntryFault =
  | 'too_long'
  | 'not_utf8'
  | 'not_json'
  | 'not_canonical'
  | 'unknown_version'
  | 'unknown_key'
  | 'missing_key'
  | 'wrong_value'

/** An entry, or why the line is none. */
export type ParsedEntry =
  | { readonly ok: true; readonly entry: AuditEntry }
  | {
      readonly ok: false
      readonly fault: EntryFault
      /** Where, of a key or a value: `actor.id`. */
      readonly at?: string
    }

/**
 * Reads a line of the log, without its line feed. Only the exact form passes: canonical, the known keys,
 * each value of its kind. Never throws. Says nothing about the chain.
 *
 * @example
 * ```ts
 * import { parseEntry } from '@sallyport/audit-chain'
 *
 * const parsed = parseEntry('{"v": 1}')
 * console.log(parsed.ok ? parsed.entry.type : parsed.fault) // prints: not_canonical
 * ```
 */
export function parseEntry(line: string | Uint8Array): ParsedEntry {
  const length = typeof line === 'string' ? Buffer.byteLength(line) : line.length
  if (length > longestLine) return { ok: false, fault: 'too_long' }
  const text = typeof line === 'string' ? line : decoded(line)
  if (text === undefined) return { ok: false, fault: 'not_utf8' }
  const value = parsed(text)
  if (value === undefined) return { ok: false, fault: 'not_json' }
  if (!isCanonical(value, text)) return { ok: false, fault: 'not_canonical' }
  if (isMembers(value) && Object.hasOwn(value, 'v') && value.v !== 1)
    return { ok: false, fault: 'unknown_version', at: 'v' }
  const found = entry(value, '')
  return found === undefined
    ? { ok: true, entry: value as Json & AuditEntry }
    : { ok: false, ...found }
}

/** Why a line is no entry, and where in it, in one text: `wrong_value actor.id`. */
export const detailOf = ({ fault, at }: ParsedEntry & { readonly ok: false }): string =>
  at === undefined ? fault : `${fault} ${at}`

// A byte order mark is kept, so that it is no JSON.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decoded(line: Uint8Array): string | undefined {
  try {
    return utf8.decode(line)
  } catch {
    return undefined
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// A key that stands twice, an escape that need not be, 1.0: each reads, and is not what was written.
function isCanonical(value: Json, text: string): boolean {
  try {
    return canonical(value) === text
  } catch {
    return false
  }
}

interface Found {
  readonly fault: 'unknown_key' | 'missing_key' | 'wrong_value'
  readonly at: string
}
/** Looks at the value that stands at this path. */
type Look = (value: Json, at: string) => Found | undefined

const isMembers = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const must =
  (is: (value: Json) => boolean): Look =>
  (value, at) =>
    is(value) ? undefined : { fault: 'wrong_value', at }

const matches = (pattern: RegExp): Look =>
  must((value) => typeof value === 'string' && pattern.test(value))
const oneOf = (values: readonly string[]): Look =>
  must((value) => typeof value === 'string' && values.includes(value))
const text: Look = must((value) => typeof value === 'string')
const whole = (least: number): Look =>
  must((value) => Number.isSafeInteger(value) && (value as number) >= least)
const instant: Look = must((value) => {
  const isShaped =
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
  if (!isShaped) return false
  const date = new Date(value)
  // 30 February reads as 2 March.
  return !Number.isNaN(date.getTime()) && date.toISOString() === value
})

/** An object of exactly these keys; a name that ends in `?` may be missing. */
function members(shape: Readonly<Record<string, Look>>): Look {
  const looks = new Map(Object.entries(shape).map(([name, look]) => [name.replace('?', ''), look]))
  const needed = Object.keys(shape).filter((name) => !name.endsWith('?'))
  return (value, at) => {
    const path = (name: string): string => (at === '' ? name : `${at}.${name}`)
    if (!isMembers(value)) return { fault: 'wrong_value', at }
    const names = Object.keys(value)
    const unknown = names.find((name) => !looks.has(name))
    if (unknown !== undefined) return { fault: 'unknown_key', at: path(unknown) }
    const missing = needed.find((name) => !Object.hasOwn(value, name))
    if (missing !== undefined) return { fault: 'missing_key', at: path(missing) }
    return first(names, (name) => looks.get(name)?.(value[name] as Json, path(name)))
  }
}

const list =
  (look: Look): Look =>
  (value, at) =>
    isFilled(value)
      ? first([...value.keys()], (index) => look(value[index] as Json, `${at}[${index}]`))
      : { fault: 'wrong_value', at }

const isFilled = (value: Json): value is readonly Json[] => Array.isArray(value) && value.length > 0

function first<T>(all: readonly T[], look: (one: T) => Found | undefined): Found | undefined {
  for (const one of all) {
    const found = look(one)
    if (found !== undefined) return found
  }
  return undefined
}

const lostKinds = ['circular', 'depth', 'entries', 'size', 'throws']
const inOrder: Look = must(
  (value) =>
    Array.isArray(value) && value.every((one, at) => at === 0 || `${value[at - 1]}` < `${one}`),
)

const party: Look = members({ id: text, kind: text })
const context: Look = members(Object.fromEntries(contextFields.map((name) => [`${name}?`, text])))
const truncated: Look = (value, at) =>
  members({
    lost: (lost, where) => list(oneOf(lostKinds))(lost, where) ?? inOrder(lost, where),
    'bytes?': whole(0),
    'sha256?': matches(/^[0-9a-f]{64}$/),
  })(value, at)

const entry: Look = members({
  // 43 letters hold 258 bits: the last two of the last are none of the hash's, and zero.
  _prev: matches(/^[\w-]{42}[AEIMQUYcgkosw048]$/),
  '_repaired?': must((value) => value === true),
  '_truncated?': truncated,
  'actor?': party,
  'ctx?': context,
  'event?': () => undefined,
  id: matches(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  outcome: oneOf(outcomes),
  'reason?': text,
  seq: whole(0),
  'skewMs?': whole(1),
  'targets?': list(party),
  transport: oneOf(transports),
  ts: instant,
  type: text,
  v: whole(1),
})
