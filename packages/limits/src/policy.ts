import { demandOptions } from '@sallyport/core'
import { type Calendar, calendarOf, isPeriod, type Period } from './calendar.ts'

/**
 * So many at once, and then so many per window, evenly (GCRA, the leaky bucket as a meter). In any
 * window at most `limit + burst` pass.
 */
export interface RateDefinition {
  readonly kind: 'rate'
  /** What comes back per window. */
  readonly limit: number
  /** At most 366 days. */
  readonly windowMs: number
  /** What may come at once, after a rest. @default limit */
  readonly burst?: number
}

/** Never more than `limit` in any window, wherever the window begins. Costs memory per request counted. */
export interface ExactDefinition {
  readonly kind: 'exact'
  /** At most 10,000. */
  readonly limit: number
  /** At most 366 days. */
  readonly windowMs: number
}

/** So many per hour, day, week, month or year of the calendar, in UTC. */
export interface QuotaDefinition {
  readonly kind: 'quota'
  readonly limit: number
  readonly period: Period
  /** What comes back when a period begins. @default limit */
  readonly refill?: number
  /** When the first period begins, in milliseconds since the epoch. @default the calendar's own beginning */
  readonly startsAt?: number
}

/** So many at the same time. Each is given back by `refund`, or by itself after `leaseMs`. */
export interface ConcurrencyDefinition {
  readonly kind: 'concurrency'
  /** At most 10,000. */
  readonly limit: number
  /** After how long a holder that has not given back is taken for dead. At most a day. */
  readonly leaseMs: number
}

/** What is limited, and how. */
export type PolicyDefinition =
  | RateDefinition
  | ExactDefinition
  | QuotaDefinition
  | ConcurrencyDefinition

/** A definition that was checked, with a name. One flat shape: it is read on every request. */
export interface Policy<P extends string = string> {
  readonly name: P
  readonly kind: PolicyDefinition['kind']
  /** Kind and name: what stores file it under, so that a policy of another kind begins anew. */
  readonly id: string
  /** The most that can be taken at once. */
  readonly capacity: number
  readonly limit: number
  /** Of a rate or an exact policy; how long a lease lasts of a concurrency policy; else 0. */
  readonly windowMs: number
  /** In how many milliseconds one comes back of a rate; else 0. */
  readonly intervalMs: number
  /** Of a quota; else 0. */
  readonly refill: number
  readonly period: Period | undefined
  readonly calendar: Calendar
}

const day = 86_400_000
const longestWindow = 366 * day
// A quota's is the greatest integer of a structured field (RFC 9651 §3.3.1).
const most = { rate: 1e9, exact: 10_000, quota: 1e15 - 1, concurrency: 10_000 } as const
const policyName = /^[a-z][a-z0-9_-]{0,63}$/
const noCalendar = calendarOf('hour')

/**
 * Checks a definition and names it. `limits` does so with its own; use this for policies that differ
 * from key to key, which may have been stored by a later version: what it does not know it passes over. Policies of one name and kind should have one window, lease or period: a take by a
 * shorter one may let go of what a longer one would still count.
 *
 * @throws TypeError or RangeError for what cannot be kept.
 *
 * @example
 * ```ts
 * import { definePolicy } from '@sallyport/limits'
 *
 * const gold = definePolicy('api', { kind: 'rate', limit: 600, windowMs: 60_000, burst: 50 })
 * console.log(gold.capacity, gold.intervalMs) // prints: 50 100
 * ```
 */
export function definePolicy<const P extends string>(
  name: P,
  definition: PolicyDefinition,
): Policy<P> {
  demandName(name)
  const { kind, limit } = definition
  if (!Object.hasOwn(most, kind)) {
    throw new TypeError(
      `limits: "${name}.kind" must be one of ${Object.keys(most).join(', ')}, got ${String(kind)}`,
    )
  }
  whole(name, 'limit', limit, 1, most[kind])
  const base = { name, kind, id: `${kind}:${name}`, limit, capacity: limit, windowMs: 0 }
  const none = { intervalMs: 0, refill: 0, period: undefined, calendar: noCalendar }
  switch (definition.kind) {
    case 'rate': {
      const { windowMs, burst = limit } = definition
      whole(name, 'windowMs', windowMs, 1, longestWindow)
      whole(name, 'burst', burst, 1, most.rate)
      return Object.freeze({
        ...base,
        ...none,
        windowMs,
        capacity: burst,
        intervalMs: windowMs / limit,
      })
    }
    case 'exact':
      whole(name, 'windowMs', definition.windowMs, 1, longestWindow)
      return Object.freeze({ ...base, ...none, windowMs: definition.windowMs })
    case 'concurrency':
      whole(name, 'leaseMs', definition.leaseMs, 1, day)
      return Object.freeze({ ...base, ...none, windowMs: definition.leaseMs })
    case 'quota':
      return Object.freeze({ ...base, ...none, ...quota(name, definition) })
  }
}

const parts: Readonly<Record<PolicyDefinition['kind'], readonly string[]>> = {
  rate: ['windowMs', 'burst'],
  exact: ['windowMs'],
  quota: ['period', 'refill', 'startsAt'],
  concurrency: ['leaseMs'],
}

/** A policy that the program has written: what it says must all be heard. One that was stored may be of a later version. */
export function writtenPolicy<P extends string>(name: P, definition: PolicyDefinition): Policy<P> {
  const policy = definePolicy(name, definition)
  const names = ['kind', 'limit', ...parts[policy.kind]]
  demandOptions(`limits: the policy "${name}"`, definition, names)
  return policy
}

function demandName(name: string): void {
  if (policyName.test(name)) return
  throw new RangeError(
    `limits: a policy's name must be a letter of a-z, then up to 63 of a-z, 0-9, "_" and "-", got "${name}"`,
  )
}

function quota(
  name: string,
  { limit, period, refill = limit, startsAt }: QuotaDefinition,
): Pick<Policy, 'refill' | 'period' | 'calendar'> {
  if (!isPeriod(period)) {
    throw new TypeError(
      `limits: "${name}.period" must be hour, day, week, month or year, got ${String(period)}`,
    )
  }
  whole(name, 'refill', refill, 1, limit)
  // The year 9999 is as far as calendars go.
  if (startsAt !== undefined) whole(name, 'startsAt', startsAt, 0, 253_402_300_799_999)
  return { refill, period, calendar: Object.freeze(calendarOf(period, startsAt)) }
}

function whole(name: string, option: string, given: number, least: number, most: number): void {
  if (Number.isInteger(given) && given >= least && given <= most) return
  throw new RangeError(
    `limits: "${name}.${option}" must be an integer from ${least} to ${most}, got ${String(given)}`,
  )
}

/** Throws for a name that there is not. */
export function noPolicy(name: string, known: readonly string[]): never {
  throw new RangeError(`limits: there is no policy "${name}", only ${known.join(', ')}`)
}
