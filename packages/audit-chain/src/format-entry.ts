import { hash } from 'node:crypto'
import type { AuditEvent } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { cut } from './cut.ts'
import { longestLine, type Transport } from './entry.ts'
import { type Parts, partsOf } from './read-parts.ts'

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
  /** All of it is; it may be where this is false. */
  readonly isAscii: boolean
}

/** What links a line to the line before. */
export type Link = Pick<Place, 'prev' | 'seq' | 'skewMs'>

const none: Draft = { before: '', behind: '', bytes: 0, isAscii: true }
const { byteLength } = Buffer

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
export function chained(draft: Draft, { prev, seq, skewMs = 0 }: Link): string {
  return `{"_prev":"${prev}"${linked(draft, seq, skewMs)}`
}

/** What follows `_prev`. */
export function linked({ before, behind }: Draft, seq: number, skewMs: number): string {
  const skew = skewMs > 0 ? `,"skewMs":${skewMs}` : ''
  return `${before},"seq":${seq}${skew}${behind}`
}

/** The parts with as much less of `event` as the line is too long, and the digest of the whole. */
function shortened(parts: Parts, over: number): Parts {
  const { event: whole = 'null', lost } = parts
  const bytes = Buffer.byteLength(whole)
  // What was not read whole has no digest that anybody could compare.
  const isWhole = lost.size === 0
  return {
    ...parts,
    event: canonical(cut(JSON.parse(whole), bytes - over - longestTruncated)),
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
  if (event !== undefined) before += `,"event":${event}`
  before += `,"id":"${id}","outcome":"${outcome}"`
  if (reason !== undefined) before += `,"reason":${reason}`
  let behind = targets === undefined ? '' : `,"targets":${targets}`
  behind += `,"transport":"${transport}","ts":"${timestamp(time)}","type":${type},"v":1}`
  const { isAscii } = parts
  const bytes = isAscii ? before.length + behind.length : byteLength(before) + byteLength(behind)
  return { before, behind, bytes: linkBytes + bytes + 1, isAscii }
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
