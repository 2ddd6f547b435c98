import type { AuditEntry } from './entry.ts'

/** Some types of events. */
export interface TypeSet {
  readonly exact: ReadonlySet<string>
  /** What types begin with, the dot included. */
  readonly prefixes: readonly string[]
}

/** What an entry has to be, as far as it is asked. */
export interface Filter {
  /** Its type is in each of these. */
  readonly types: readonly TypeSet[]
  /** One of these; at least one is given. */
  readonly actor: readonly string[] | undefined
  /** One of its targets is one of these. */
  readonly target: readonly string[] | undefined
  readonly outcome: AuditEntry['outcome'] | undefined
  readonly requestId: string | undefined
  /** In milliseconds; this one included. */
  readonly from: number | undefined
  /** In milliseconds; this one not included. */
  readonly to: number | undefined
}

/** Whether an entry is one of those that are asked for. */
export function fits(entry: AuditEntry, filter: Filter): boolean {
  const { types, actor, target, outcome, requestId } = filter
  return (
    types.every((set) => hasType(set, entry.type)) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (actor === undefined || (entry.actor !== undefined && actor.includes(entry.actor.id))) &&
    (requestId === undefined || entry.ctx?.requestId === requestId) &&
    (target === undefined || (entry.targets ?? []).some(({ id }) => target.includes(id))) &&
    isWithin(Date.parse(entry.ts), filter)
  )
}

/** Whether a type is one of these. */
export const hasType = ({ exact, prefixes }: TypeSet, type: string): boolean =>
  exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix))

const isWithin = (time: number, { from, to }: Filter): boolean =>
  (from === undefined || time >= from) && (to === undefined || time < to)

/** Whether every entry fits. */
export const isOpen = ({ types, ...others }: Filter): boolean =>
  types.length === 0 && Object.values(others).every((value) => value === undefined)
