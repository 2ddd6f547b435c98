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
  return formatParts(partsOf(event), place)
}

/** The line of an event that was read before: what its maker has since changed is not in it. */
export function formatParts(parts: Parts, place: Place): string {
  const line = render(parts, place)
  // A unit of UTF-16 is three bytes at most.
  if (line.length * 3 <= longestLine) return line
  const over = Buffer.byteLength(line) - longestLine
  return over > 0 ? render(shortened(parts, over), place) : line
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

/** Reads an event: no later change of it is seen. */
export function partsOf(given: AuditEvent): Parts {
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
  return isRight(parts)
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

/** The line: its keys stand in canonical order, so that only the parts need to be brought into it. */
function render(parts: Parts, { prev, seq, id, time, transport, skewMs }: Place): string {
  const { actor, ctx, event, outcome, reason, targets, type, lost, whole } = parts
  let line = `{"_prev":"${prev}"`
  if (parts.repaired) line += ',"_repaired":true'
  if (lost.size > 0) line += `,"_truncated":${canonical({ lost: [...lost].sort(), ...whole })}`
  if (actor !== undefined) line += `,"actor":${actor}`
  if (ctx !== undefined) line += `,"ctx":${ctx}`
  if (event !== undefined) line += `,"event":${canonical(event)}`
  line += `,"id":"${id}","outcome":"${outcome}"`
  if (reason !== undefined) line += `,"reason":${reason}`
  line += `,"seq":${seq}`
  if (skewMs !== undefined) line += `,"skewMs":${skewMs}`
  if (targets !== undefined) line += `,"targets":${targets}`
  return `${line},"transport":"${transport}","ts":"${timestamp(time)}","type":${type},"v":1}`
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
