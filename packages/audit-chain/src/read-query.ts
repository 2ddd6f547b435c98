import { demandOptions } from '@sallyport/core'
import type { AuditQuery } from './audit-log.ts'
import { type Order, type Place, parseCursor, queryKey } from './cursor.ts'
import { cut } from './cut.ts'
import { outcomes } from './entry.ts'
import { room } from './envelope.ts'
import type { Filter } from './filter.ts'
import { categories, type EventCatalog, typesIn, typesOf } from './type-filter.ts'

/** A query that was read. */
export interface Asked {
  readonly filter: Filter
  readonly order: Order
  readonly limit: number
  readonly verified: boolean
  readonly signal: AbortSignal | undefined
  /** Tells queries apart, for their cursors. */
  readonly key: string
  /** Where to go on. */
  readonly after: Place | undefined
}

const names: { readonly [name in keyof Required<AuditQuery>]: true } = {
  type: true,
  category: true,
  actor: true,
  target: true,
  outcome: true,
  requestId: true,
  from: true,
  to: true,
  order: true,
  limit: true,
  cursor: true,
  verified: true,
  signal: true,
}
const [mostTypes, mostIds] = [100, 100]
const mostRows = 1_000
const usualRows = 100

/** Reads a query; throws a TypeError or RangeError for what is none. What is undefined is not asked. */
export function readQuery(query: AuditQuery, catalogs: readonly EventCatalog[]): Asked {
  if (typeof query !== 'object' || query === null) throw wrong('query', 'an object', query)
  demandOptions('audit-chain: a query', query, Object.keys(names))
  const types = typeNames(query.type)
  const category = choice('category', query.category, categories)
  const given = {
    actor: ids('actor', query.actor),
    target: ids('target', query.target),
    outcome: choice('outcome', query.outcome, outcomes),
    requestId: text('requestId', query.requestId, room.ctx),
    from: instant('from', query.from),
    to: instant('to', query.to),
  }
  const filter: Filter = {
    types: [
      ...(types ? [typesOf(types, catalogs)] : []),
      ...(category === undefined ? [] : [typesIn(category, catalogs)]),
    ],
    ...given,
  }
  const order = choice('order', query.order, ['newest', 'oldest'] as const) ?? 'newest'
  // As it was asked, not as the catalogs understand it: a cursor survives a new alias.
  const key = queryKey(JSON.stringify([types?.toSorted(), category, given]))
  return { filter, order, key, ...how(query), after: place(query.cursor, order, key) }
}

function how({
  limit = usualRows,
  verified = false,
  signal,
}: AuditQuery): Pick<Asked, 'limit' | 'verified' | 'signal'> {
  if (!Number.isInteger(limit) || limit < 1 || limit > mostRows) {
    const expected = `a whole number from 1 to ${mostRows}`
    throw wrong('limit', expected, limit, typeof limit === 'number')
  }
  if (typeof verified !== 'boolean') throw wrong('verified', 'true or false', verified)
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw wrong('signal', 'an AbortSignal', signal)
  }
  return { limit, verified, signal }
}

function place(cursor: string | undefined, order: Order, key: string): Place | undefined {
  if (cursor === undefined) return undefined
  if (typeof cursor !== 'string') throw wrong('cursor', 'the next of a page', cursor)
  return parseCursor(cursor, { order, key })
}

function typeNames(type: AuditQuery['type']): readonly string[] | undefined {
  if (type === undefined) return undefined
  const all: readonly unknown[] = Array.isArray(type) ? type : [type]
  if (all.length < 1 || all.length > mostTypes) {
    throw wrong('type', `1 to ${mostTypes} types`, all.length, true)
  }
  return all.map((one) => {
    const name = text('type', one, room.type)
    if (name === undefined) throw wrong('type', typeRule, one)
    // What looks like a pattern, and is none, would silently find nothing.
    if (name.replace(/\.\*$/, '').includes('*') || name === '.*') {
      throw wrong('type', typeRule, one, true)
    }
    return name
  })
}

/** Each once and in order: a cursor does not depend on how they were given. */
function ids(
  option: 'actor' | 'target',
  value: AuditQuery['actor'],
): readonly string[] | undefined {
  if (value === undefined) return undefined
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (all.length < 1 || all.length > mostIds) {
    throw wrong(option, `1 to ${mostIds} ids`, all.length, true)
  }
  const read = all.map((one) => text(option, one, room.id))
  const known = read.filter((one) => one !== undefined)
  if (known.length < read.length) throw wrong(option, 'ids', undefined)
  return [...new Set(known)].sort()
}

const typeRule = "types or aliases, or 'auth.*' for all below one"

/** A text as entries have it: they keep so many bytes of it, and no lone surrogate. */
function text(option: string, value: unknown, most: number): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw wrong(option, 'text', value)
  if (value === '') throw wrong(option, 'text that is not empty', value, true)
  return String(cut(value.toWellFormed(), most))
}

function choice<T extends string>(
  option: string,
  value: string | undefined,
  all: readonly T[],
): T | undefined {
  if (value === undefined) return undefined
  const found = all.find((one) => one === value)
  if (found !== undefined) return found
  throw wrong(option, `one of ${all.join(', ')}`, value, typeof value === 'string')
}

function instant(option: string, value: number | Date | undefined): number | undefined {
  if (value === undefined) return undefined
  const time = value instanceof Date ? value.getTime() : value
  if (Number.isFinite(time)) return time
  throw wrong(option, 'milliseconds or a Date', value, typeof time === 'number')
}

/** Of the right kind, and out of range; or of another kind. */
function wrong(option: string, expected: string, given: unknown, isOfKind = false): Error {
  const text = `audit-chain: "${option}" must be ${expected}, got ${shown(given)}`
  return isOfKind ? new RangeError(text) : new TypeError(text)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 64))
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
