import type { AuditEvent, AuditParty, Json } from '@sallyport/core'
import type { Acknowledgement, Appended, AppendOptions } from './audit-log.ts'
import { AuditLogError, type AuditLogFailure } from './audit-log-error.ts'
import { canonical } from './canonical.ts'
import { outcomes, transports } from './entry.ts'
import { isList, isMembers } from './envelope.ts'
import { Kept } from './kept.ts'
import type { Lost } from './normalise.ts'
import { partsOf } from './read-parts.ts'

/** What a worker asks of its primary: one event, as canonical text, for the log of this origin. */
export interface HandOver {
  readonly sallyport: 'audit.append'
  readonly origin: string
  readonly number: number
  readonly text: string
}

/** What the primary answers. */
export interface Answer {
  readonly sallyport: 'audit.appended'
  readonly origin: string
  readonly number: number
  readonly appended?: Appended
  readonly failure?: AuditLogFailure
  readonly message?: string
}

/** An event as it was handed over, and what it is to be appended with. */
export interface Handed {
  readonly event: AuditEvent
  readonly options: AppendOptions
}

/** Characters of a text: more than an event of a million characters becomes, all escaped. */
const longest = 8_388_608

/** Reads an event at once, into a text that any channel between processes carries. */
export function handedText(event: AuditEvent, options: AppendOptions = {}): string {
  const {
    type,
    outcome,
    actor,
    ctx,
    reason,
    targets,
    event: detail,
    lost,
    repaired,
  } = partsOf(event)
  const { acknowledge, transport } = options
  const members = {
    ...present({ actor, ctx, reason, targets, type }, (text) => JSON.parse(text) as Json),
    ...present({ acknowledge, transport }, (text) => text),
    ...present({ event: detail }, (text) => JSON.parse(text) as Json),
    lost: [...lost],
    outcome,
    repaired,
  }
  return canonical(members)
}

function present(
  values: Readonly<Record<string, string | undefined>>,
  read: (text: string) => Json,
): { readonly [name: string]: Json } {
  const there = Object.entries(values).filter(([, text]) => text !== undefined)
  return Object.fromEntries(there.map(([name, text]) => [name, read(text as string)]))
}

/**
 * The event of such a text; undefined for what {@link handedText} never writes. Nothing of it can come to
 * stand in a line but as the value it is: the sender may be anybody.
 */
export function handed(text: string): Handed | undefined {
  const value = text.length > longest ? undefined : canonicalJson(text)
  if (value === undefined || !isMembers(value)) return undefined
  const {
    acknowledge,
    actor,
    ctx,
    event,
    lost,
    outcome,
    reason,
    repaired,
    targets,
    transport,
    type,
  } = value
  const isRight =
    typeof type === 'string' &&
    isOneOf(outcome, outcomes) &&
    typeof repaired === 'boolean' &&
    isLost(lost) &&
    (acknowledge === undefined || isOneOf(acknowledge, acknowledgements)) &&
    (transport === undefined || isOneOf(transport, transports))
  if (!isRight) return undefined
  // What is no party or no context makes the event malformed, as from anybody else.
  const envelope = {
    ...(actor !== undefined && { actor: actor as Json & AuditParty }),
    ...(ctx !== undefined && { ctx: ctx as object }),
    ...(reason !== undefined && { reason: reason as string }),
    ...(targets !== undefined && { targets: targets as Json & AuditParty[] }),
  }
  const kept = new Kept({ json: event, lost: new Set(lost), repaired })
  return {
    event: { type, outcome, ...envelope, event: kept },
    options: { ...(acknowledge && { acknowledge }), ...(transport && { transport }) },
  }
}

const acknowledgements: readonly Acknowledgement[] = ['durable', 'written', 'queued']
const lostKinds: readonly Lost[] = ['circular', 'depth', 'entries', 'size', 'throws']

const isOneOf = <T extends string>(value: Json | undefined, all: readonly T[]): value is T =>
  all.some((one) => one === value)
const isLost = (value: Json | undefined): value is Json & readonly Lost[] =>
  value !== undefined && isList(value) && value.every((one) => isOneOf(one, lostKinds))

// Neither a lone surrogate nor a depth that overflows the stack reaches the writer.
function canonicalJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return canonical(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether a message asks for what only this log's primary does. */
export function isHandOver(message: unknown, origin: string): message is HandOver {
  return isOurs(message, 'audit.append', origin) && typeof message.text === 'string'
}

/** Whether a message answers what this worker asked. */
export function isAnswer(message: unknown, origin: string): message is Answer {
  return isOurs(message, 'audit.appended', origin)
}

type Fields = { readonly [name: string]: unknown }

function isOurs(message: unknown, sallyport: string, origin: string): message is Fields {
  if (typeof message !== 'object' || message === null) return false
  const fields = message as Fields
  return (
    fields.sallyport === sallyport &&
    fields.origin === origin &&
    Number.isSafeInteger(fields.number)
  )
}

/** What a worker is told when its event is not in the log. */
export function refused(error: unknown): Pick<Answer, 'failure' | 'message'> {
  const said = error instanceof Error ? error.message : 'it failed'
  return {
    failure: error instanceof AuditLogError ? error.code : 'not_written',
    message: said.replace(/^audit-chain: /, ''),
  }
}
