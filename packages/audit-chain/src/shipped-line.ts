import type { Json } from '@sallyport/core'
import { type AuditCategory, auditEvents, type CataloguedEvent } from './catalog.ts'
import type { AuditEntry } from './entry.ts'

/** How {@link shippedLine} names entries. */
export interface ShippedLineOptions {
  /** The name of an entry, for types and reasons of your own; undefined for the usual one. */
  readonly event?: (entry: AuditEntry) => string | undefined
}

/**
 * An entry as one line of JSON for Loki and the like, flat enough for `| json`: `timestamp`, `level`,
 * `category`, `event`, `details`, `trace_id` and `request_id`, then what else the entry has.
 *
 * `event` is the name under which it is searched for, in `snake_case`: of the catalog's aliases the first that
 * says more than its type, else the type with underscores. A decision that refused (`request.decided`, `scopes.decided`) is
 * `authentication_failed`, `access_denied` or `rate_limit_exceeded` by its reason. `aliases` has all names, with
 * spaces between. In `details` what the entry itself says goes before what its `event` says.
 *
 * A copy to search, which proves nothing: proofs are about the line in the log.
 *
 * @example
 * ```ts
 * import { parseEntry, shippedLine } from '@sallyport/audit-chain'
 *
 * const line =
 *   '{"_prev":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","id":"019a0000-0000-7000-8000-000000000000",' +
 *   '"outcome":"success","seq":0,"transport":"http","ts":"2026-11-21T12:00:00.000Z","type":"api_key.created","v":1}'
 * const parsed = parseEntry(line)
 * if (parsed.ok) console.log(JSON.parse(shippedLine(parsed.entry)).event) // prints: api_key_created
 * ```
 */
export function shippedLine(entry: AuditEntry, { event }: ShippedLineOptions = {}): string {
  const { ts, ctx = {}, type, outcome, actor, targets, transport, seq, id } = entry
  const known = catalogued.get(type)
  const { name = nameOf(type, known), category = known?.category ?? 'activity' } = refusal(entry)
  const shown = event?.(entry) ?? name
  const names = new Set([shown, name, underscored(type), ...(known?.aliases ?? [])])
  const line = JSON.stringify({
    timestamp: ts,
    level: known && outcome === 'success' ? known.level.toUpperCase() : levels[outcome],
    category,
    event: shown,
    details: details(entry),
    trace_id: ctx.traceId,
    request_id: ctx.requestId,
    aliases: [...names].join(' '),
    type,
    outcome,
    actor,
    targets,
    transport,
    seq,
    id,
  })
  return line.replace(unprintable, escaped)
}

const catalogued: ReadonlyMap<string, CataloguedEvent> = new Map(
  Object.values(auditEvents).map((one) => [one.type, one]),
)

const levels = { success: 'INFO', failure: 'WARN', denied: 'WARN', error: 'ERROR' } as const

const underscored = (type: string): string => type.replaceAll('.', '_')

const nameOf = (type: string, known: CataloguedEvent | undefined): string =>
  known?.aliases?.find((alias) => alias !== underscored(type)) ?? underscored(type)

interface Refusal {
  readonly name: string
  readonly category: AuditCategory
}

// Which credential was wrong is the reason; what all have in common is what alerts are made of.
const refusals: readonly (Refusal & { readonly reasons: RegExp })[] = [
  {
    reasons:
      /^(key|signature|secret|service|timestamp|delivery_id|content|components|algorithm|address)_(?!store_)|^too_many_signatures$/,
    name: 'authentication_failed',
    category: 'authentication',
  },
  { reasons: /^insufficient_scope$/, name: 'access_denied', category: 'authorization' },
  {
    reasons: /^(rate_limited|quota_exhausted|too_many_in_flight|cost_too_high)$/,
    name: 'rate_limit_exceeded',
    category: 'rate_limiting',
  },
]

function refusal({ type, outcome, reason }: AuditEntry): Partial<Refusal> {
  if (!type.endsWith('.decided') || outcome !== 'denied' || reason === undefined) return {}
  return refusals.find(({ reasons }) => reasons.test(reason)) ?? {}
}

function details({ ctx = {}, event, reason }: AuditEntry): { readonly [name: string]: unknown } {
  const { ip, method, route, sessionId, userAgent } = ctx
  const known = { ip, user_agent: userAgent, method, route, session_id: sessionId, reason }
  const said = Object.entries(known).filter(([, value]) => value !== undefined)
  return { ...members(event), ...Object.fromEntries(said) }
}

const members = (event: Json | undefined): { readonly [name: string]: Json } => {
  if (event === undefined) return {}
  return typeof event === 'object' && event !== null && !Array.isArray(event)
    ? (event as { readonly [name: string]: Json })
    : { value: event }
}

// What a terminal obeys, and what some readers take for the end of a line. JSON escapes the rest itself.
const unprintable = /[\u007f-\u009f\u2028\u2029]/g
const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
