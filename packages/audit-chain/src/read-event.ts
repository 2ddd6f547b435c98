import type { AuditEvent, AuditParty, Clock, Json, Random } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { auditEvents } from './catalog.ts'
import type { Transport } from './entry.ts'
import { context, isMembers, parties, party } from './envelope.ts'
import { type Draft, draftOf } from './format-entry.ts'
import { type Lost, normalise } from './normalise.ts'
import { type Parts, partsOf } from './read-parts.ts'
import { uuidsV7 } from './uuid-v7.ts'

/** How events are read. */
export interface EventReaderOptions {
  readonly party?: ((party: AuditParty) => AuditParty) | undefined
  readonly address?: ((address: string) => string | undefined) | undefined
  readonly clock: Clock
  readonly random: Random
}

/** An event that was read, with the time and id it has got. */
export interface ReadEvent {
  readonly draft: Draft
  readonly id: string
  readonly time: number
  /** As the line has it, with its quotes. */
  readonly type: string
  readonly outcome: AuditEvent['outcome']
}

/** Reads an event at once: no later change of it is seen. `own` is what the log itself says. */
export type EventReader = (event: AuditEvent, transport?: Transport, own?: boolean) => ReadEvent

/** A reader that gives each event its time and id, and writes parties and addresses as it is told to. */
export function eventReader({ party, address, clock, random }: EventReaderOptions): EventReader {
  const isPlain = party === undefined && address === undefined
  const uuid = uuidsV7(random)
  return (event, transport, own) => {
    const read = partsOf(event, own)
    const parts = isPlain ? read : minimised(read, party, address)
    const time = instant(clock())
    const id = uuid(time)
    const draft = draftOf(parts, {
      id,
      time,
      transport: transport ?? (parts.isRequest ? 'http' : 'system'),
    })
    const { type, outcome } = parts
    return { draft, id, time, type, outcome: outcome as AuditEvent['outcome'] }
  }
}

const latest = 253_402_300_799_999

/** A clock that tells nonsense must not keep an event out of the log. */
const instant = (time: number): number =>
  time >= 0 && time <= latest ? Math.floor(time) : time > latest ? latest : 0

const withheld = '[Throws]'

/** What is written of who acts and from where. What the functions given fail at is left out, and marked. */
function minimised(
  parts: Parts,
  write: EventReaderOptions['party'],
  address: EventReaderOptions['address'],
): Parts {
  const lost = new Set(parts.lost)
  const { actor, targets, ctx, event, type } = parts
  // What was no event has all that came in `event`.
  const isOther = type === malformed && event !== undefined
  return {
    ...parts,
    ...(write && actor !== undefined && { actor: written(JSON.parse(actor), write, lost) }),
    ...(write && targets !== undefined && { targets: allWritten(targets, write, lost) }),
    ...(address && ctx !== undefined && { ctx: placed(JSON.parse(ctx), address, lost) }),
    ...(isOther && { event: without(event, write !== undefined, address !== undefined) }),
    lost,
    isAscii: false,
  }
}

const malformed = /* @__PURE__ */ canonical(auditEvents.malformed.type)

function written(
  given: AuditParty,
  write: (party: AuditParty) => AuditParty,
  lost: Set<Lost>,
): string {
  try {
    const made = party(normalise(write(given)).json, lost)
    if (made) return made
  } catch {
    // Marked below.
  }
  lost.add('throws')
  return party({ kind: given.kind, id: withheld }, lost) as string
}

function allWritten(
  targets: string,
  write: (party: AuditParty) => AuditParty,
  lost: Set<Lost>,
): string | undefined {
  const all = JSON.parse(targets).map((one: AuditParty) => JSON.parse(written(one, write, lost)))
  return parties(all, lost) ?? undefined
}

function placed(
  { ip, ...others }: { readonly [name: string]: string },
  address: (address: string) => string | undefined,
  lost: Set<Lost>,
): string | undefined {
  let kept: string | undefined
  try {
    const made: unknown = ip === undefined ? undefined : address(ip)
    if (typeof made === 'string') kept = made.toWellFormed()
    else if (made !== undefined && made !== null) lost.add('throws')
  } catch {
    lost.add('throws')
  }
  return context({ ...others, ...(kept !== undefined && { ip: kept }) }, lost) ?? undefined
}

function without(text: string, parties: boolean, places: boolean): string {
  const event: Json = JSON.parse(text)
  if (!isMembers(event)) return text
  const hidden = [...(parties ? ['actor', 'targets'] : []), ...(places ? ['ctx'] : [])]
  const kept = Object.entries(event).map(([name, value]) => [
    name,
    hidden.includes(name) ? '[Withheld]' : value,
  ])
  return canonical(Object.fromEntries(kept))
}
