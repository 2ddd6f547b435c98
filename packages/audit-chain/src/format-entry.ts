import { hash } from 'node:crypto'
import type { AuditEvent, Json } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { auditEvents } from './catalog.ts'
import { cut } from './cut.ts'
import { longestLine, outcomes, type Transport } from './entry.ts'
import { context, isMembers, parties, party, type Read, room, text, wrong } from './envelope.ts'
import {
  type Bounds,
  eventBounds,
  type Lost,
  type Normalised,
  normalise,
  normaliseFields,
} from './normalise.ts'

/** Where an event comes to stand in the log. */
export interface Place {
  /** The leaf hash of the line before, 32 bytes as base64url. */
  readonly prev: string
  readonly seq: number
  /** A UUID of version 7. */
  readonly id: string
  /** Milliseconds since the epoch, whole. */
  readonly time: number
  readonly transport: Transport
  /** By how much the clock stands behind the line before. */
  readonly skewMs?: number
}

/**
 * The line of an event, without its line feed: canonical, `_prev` first, at most {@link longestLine}
 * bytes. Whatever the event is, there is a line: what is no {@link AuditEvent} becomes one of the type
 * `audit.malformed`, with what came as its `event`.
 */
export function formatEntry(event: AuditEvent, place: Place): string {
  return formatParts(partsOf(event, true), place)
}

/** The line of an event that was read before: what its maker has since changed is not in it. */
export function formatParts(parts: Parts, place: Place): string {
  const { prev, seq, id, time, transport, skewMs } = place
  const link: Link = { prev, seq, ...(skewMs !== undefined && { skewMs }) }
  const bytes = Buffer.byteLength(chained(none, link))
  return chained(draftOf(parts, { id, time, transport }, bytes), link)
}

/** A line but for its link to the line before, which is not known until that is durable. */
export interface Draft {
  /** What stands before and behind `seq` and `skewMs`, but for `_prev`. */
  readonly before: string
  readonly behind: string
  /** The most bytes the line has, with its line feed. */
  readonly bytes: number
}

/** What links a line to the line before. */
export type Link = Pick<Place, 'prev' | 'seq' | 'skewMs'>

const none: Draft = { before: '', behind: '', bytes: 0 }

/** Bytes of the longest link: an entry that was cut fits wherever it comes to stand. */
const longestLink = /* @__PURE__ */ Buffer.byteLength(
  /* @__PURE__ */ chained(none, { prev: '-'.repeat(43), seq: 2 ** 53 - 1, skewMs: 10 ** 15 }),
)

/** Drafts the line of an event, so that its link to the line before is all that it lacks. */
export function draftOf(
  parts: Parts,
  place: Pick<Place, 'id' | 'time' | 'transport'>,
  linkBytes: number = longestLink,
): Draft {
  const draft = render(parts, place, linkBytes)
  const over = draft.bytes - 1 - longestLine
  return over > 0 ? render(shortened(parts, over), place, linkBytes) : draft
}

/** The line of a draft: its keys stand in canonical order. */
export function chained({ before, behind }: Draft, { prev, seq, skewMs }: Link): string {
  const skew = skewMs === undefined ? '' : `,"skewMs":${skewMs}`
  return `{"_prev":"${prev}"${before},"seq":${seq}${skew}${behind}`
}

/** The parts of a line that come from the event, those of the envelope as their canonical text. */
export interface Parts {
  readonly type: string
  readonly outcome: string
  readonly actor: string | undefined
  readonly ctx: string | undefined
  readonly reason: string | undefined
  readonly targets: string | undefined
  readonly event: Json | undefined
  readonly lost: ReadonlySet<Lost>
  readonly repaired: boolean
  readonly whole?: { readonly bytes: number; readonly sha256: string }
}

/** In this order, `targets` last: their number must not push out the others. */
const envelope = ['type', 'outcome', 'actor', 'reason', 'ctx', 'targets'] as const
const fields: readonly string[] = [...envelope, 'event']
/** Read apart from `event`, and each text for itself: nothing that is long hides who did what. */
const envelopeBounds: Bounds = { ...eventBounds, text: 1_024 }
type Plain = { readonly [name in (typeof envelope)[number] | 'event']?: Json }

/** What a log says of itself, and takes from nobody: a forged one would explain away what is missing. */
const ownTypes: ReadonlySet<string> = /* @__PURE__ */ new Set(
  [auditEvents.recovered, auditEvents.gap, auditEvents.pruned, auditEvents.keysChanged].map(
    ({ type }) => canonical(type),
  ),
)

/**
 * Reads an event: no later change of it is seen.
 *
 * @param own - Whether the log itself says it; from anybody else its own types are malformed.
 */
export function partsOf(given: AuditEvent, own = false): Parts {
  const head = normaliseFields(given, envelope, envelopeBounds)
  const body = normaliseFields(given, ['event'])
  const json: Plain = { ...head.json, ...body.json }
  const { type, outcome, actor, reason, ctx, targets, event } = json
  const lost = new Set([...head.lost, ...body.lost])
  const repaired = head.repaired || body.repaired
  const parts = {
    type: text(type, room.type, lost) ?? wrong,
    outcome: outcomes.find((one) => one === outcome) ?? wrong,
    actor: party(actor, lost),
    ctx: context(ctx, lost),
    reason: text(reason, room.reason, lost),
    targets: parties(targets, lost),
  }
  return isRight(parts) && (own || !ownTypes.has(parts.type))
    ? { ...parts, event, lost, repaired }
    : malformed(given, { json: json as Json, lost, repaired })
}

function isRight(parts: { readonly [name: string]: Read }): parts is {
  type: string
  outcome: string
  actor: string | undefined
  ctx: string | undefined
  reason: string | undefined
  targets: string | undefined
} {
  return !Object.values(parts).includes(wrong)
}

/** An event all the same: whatever called with something else must not be able to act unseen. */
function malformed(given: unknown, { json, lost, repaired }: Normalised): Parts {
  const rest = others(given)
  return {
    type: canonical(auditEvents.malformed.type),
    outcome: 'error',
    actor: undefined,
    ctx: undefined,
    reason: undefined,
    targets: undefined,
    event: together(json ?? null, rest.json ?? null),
    lost: new Set([...lost, ...rest.lost]),
    repaired: repaired || rest.repaired,
  }
}

// Not by assignment: a key may be called `__proto__`.
const together = (some: Json, rest: Json): Json =>
  isMembers(some) && isMembers(rest)
    ? Object.fromEntries([...Object.entries(some), ...Object.entries(rest)])
    : rest

/** What of it was not read yet. */
function others(given: unknown): Normalised {
  if (typeof given !== 'object' || given === null) return normalise(given)
  try {
    const names = Reflect.ownKeys(given).filter((name) => typeof name === 'string')
    return normaliseFields(
      given,
      names.filter((name) => !fields.includes(name)),
    )
  } catch {
    return { json: {}, lost: new Set(['throws']), repaired: false }
  }
}

/** The parts with as much less of `event` as the line is too long, and the digest of the whole. */
function shortened(parts: Parts, over: number): Parts {
  const { event = null, lost } = parts
  const whole = canonical(event)
  const bytes = Buffer.byteLength(whole)
  // What was not read whole has no digest that anybody could compare.
  const isWhole = lost.size === 0
  return {
    ...parts,
    event: cut(event, bytes - over - longestTruncated),
    lost: new Set([...lost, 'size']),
    ...(isWhole && { whole: { bytes, sha256: hash('sha256', whole, 'hex') } }),
  }
}

/** Bytes of a `_truncated` with everything in it. */
const longestTruncated = 200

/** The draft: its keys stand in canonical order, so that only the parts need to be brought into it. */
function render(
  parts: Parts,
  { id, time, transport }: Pick<Place, 'id' | 'time' | 'transport'>,
  linkBytes: number,
): Draft {
  const { actor, ctx, event, outcome, reason, targets, type, lost, whole } = parts
  let before = ''
  if (parts.repaired) before += ',"_repaired":true'
  if (lost.size > 0) before += `,"_truncated":${canonical({ lost: [...lost].sort(), ...whole })}`
  if (actor !== undefined) before += `,"actor":${actor}`
  if (ctx !== undefined) before += `,"ctx":${ctx}`
  if (event !== undefined) before += `,"event":${canonical(event)}`
  before += `,"id":"${id}","outcome":"${outcome}"`
  if (reason !== undefined) before += `,"reason":${reason}`
  let behind = targets === undefined ? '' : `,"targets":${targets}`
  behind += `,"transport":"${transport}","ts":"${timestamp(time)}","type":${type},"v":1}`
  const bytes = linkBytes + Buffer.byteLength(before) + Buffer.byteLength(behind) + 1
  return { before, behind, bytes }
}

const latest = 253_402_300_799_999
let last = { time: Number.NaN, text: '' }

// Most entries share their millisecond with the one before.
function timestamp(time: number): string {
  if (last.time === time) return last.text
  if (!(Number.isInteger(time) && time >= 0 && time <= latest)) {
    throw new RangeError(
      `audit-chain: time must be whole milliseconds from 1970 to 9999, got ${time}`,
    )
  }
  last = { time, text: new Date(time).toISOString() }
  return last.text
}
