import type { AuditEvent, Json } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { auditEvents } from './catalog.ts'
import { isMembers, type Read, room, wrong } from './envelope.ts'
import {
  type Bounds,
  eventBounds,
  type Lost,
  type Normalised,
  normalise,
  normaliseFields,
  Reading,
} from './normalise.ts'
import {
  contextPart,
  outcomePart,
  type PartReader,
  partiesPart,
  partyPart,
  textPart,
} from './quick-envelope.ts'
import { property, written } from './write-value.ts'

/** The parts of a line that come from the event, as their canonical text. */
export interface Parts {
  readonly type: string
  readonly outcome: string
  readonly actor: string | undefined
  readonly ctx: string | undefined
  readonly reason: string | undefined
  readonly targets: string | undefined
  readonly event: string | undefined
  readonly lost: ReadonlySet<Lost>
  readonly repaired: boolean
  /** Its `ctx` has a method or a route. */
  readonly isRequest: boolean
  /** All of these texts are ASCII; they may be where this is false. */
  readonly isAscii: boolean
  readonly whole?: { readonly bytes: number; readonly sha256: string }
}

/** In this order, `targets` last: their number must not push out the others. */
const envelope = ['type', 'outcome', 'actor', 'reason', 'ctx', 'targets'] as const
const fields: readonly string[] = [...envelope, 'event']
const readers: readonly PartReader[] = [
  /* @__PURE__ */ textPart(room.type),
  outcomePart,
  partyPart,
  /* @__PURE__ */ textPart(room.reason),
  contextPart,
  partiesPart,
]

// The event is one more object around what lies in it.
const bodyBounds: Bounds = { ...eventBounds, depth: eventBounds.depth + 1 }
/** Read apart from `event`, and each text for itself: nothing that is long hides who did what. */
const envelopeBounds: Bounds = { ...bodyBounds, text: 1_024 }

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
  const lost = new Set<Lost>()
  if (typeof given !== 'object' || given === null) return malformed(given, {}, lost, false)
  const head = new Reading(envelopeBounds, lost)
  const { parts, cut } = readEnvelope(given, head)
  const body = new Reading(bodyBounds, lost)
  body.above.push(given)
  body.left -= 'event'.length + 2
  const event = written(property(given, 'event'), body)
  const repaired = head.repaired || body.repaired
  const read = envelopeOf(parts)
  if (read === undefined || (!own && ownTypes.has(read.type))) {
    const wholes = envelope.map((name, at) => [name, wholeOf(parts[at], at)] as const)
    const json = { ...texts(wholes), ...cut, ...texts([['event', event]]) }
    return malformed(given, json, lost, repaired)
  }
  return { ...read, event, lost, repaired, isAscii: head.isAscii && body.isAscii }
}

interface Envelope {
  readonly parts: readonly Part[]
  /** All that was read of the rest, where there was no room for all of it. */
  readonly cut?: { readonly [name: string]: Json }
}

function readEnvelope(given: object, reading: Reading): Envelope {
  const parts: Part[] = []
  reading.above.push(given)
  for (let at = 0; at < envelope.length; at++) {
    const name = envelope[at] as string
    if (reading.left <= name.length) return readRest(given, reading, parts)
    reading.left -= name.length + 2
    const value = property(given, name)
    parts.push(value === undefined ? undefined : (readers[at] as PartReader)(value, reading))
  }
  return { parts }
}

function readRest(given: object, reading: Reading, before: readonly Part[]): Envelope {
  const names = envelope.slice(before.length)
  const cut = reading.members(given, names)
  // It is plain by now, and each text of it was counted.
  const again = new Reading(envelopeBounds, reading.lost)
  const rest = names.map((name, at) =>
    cut[name] === undefined
      ? undefined
      : (readers[before.length + at] as PartReader)(cut[name], again),
  )
  reading.isAscii = false
  return { parts: [...before, ...rest], cut }
}

type Part = ReturnType<PartReader>

const readOf = (part: Part): Read => (typeof part === 'object' ? part.read : part)
const wholeOf = (part: Part, at: number): string | undefined =>
  typeof part === 'object' ? part.whole : at === 1 && part !== undefined ? `"${part}"` : part

type Right = Pick<Parts, 'type' | 'outcome' | 'actor' | 'reason' | 'ctx' | 'targets' | 'isRequest'>

/** The parts, when each of them is what it should be. */
function envelopeOf(parts: readonly Part[]): Right | undefined {
  const type = readOf(parts[0]) ?? wrong
  const outcome = readOf(parts[1]) ?? wrong
  const actor = readOf(parts[2])
  const reason = readOf(parts[3])
  const ctx = readOf(parts[4])
  const targets = readOf(parts[5])
  if (type === wrong || outcome === wrong || actor === wrong) return undefined
  if (reason === wrong || ctx === wrong || targets === wrong) return undefined
  const isRequest = typeof parts[4] === 'object' && parts[4].isRequest === true
  return { type, outcome, actor, reason, ctx, targets, isRequest }
}

// Not by assignment: a key may be called `__proto__`.
const texts = (
  all: readonly (readonly [name: string, text: string | undefined])[],
): { readonly [name: string]: Json } =>
  Object.fromEntries(
    all.flatMap(([name, text]) => (text === undefined ? [] : [[name, JSON.parse(text)]])),
  )

/** An event all the same: whatever called with something else must not be able to act unseen. */
function malformed(
  given: unknown,
  read: { readonly [name: string]: Json },
  lost: ReadonlySet<Lost>,
  repaired: boolean,
): Parts {
  const rest = others(given)
  return {
    type: canonical(auditEvents.malformed.type),
    outcome: 'error',
    actor: undefined,
    ctx: undefined,
    reason: undefined,
    targets: undefined,
    event: canonical(together(read, rest.json ?? null)),
    lost: new Set([...lost, ...rest.lost]),
    repaired: repaired || rest.repaired,
    isRequest: false,
    isAscii: false,
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
