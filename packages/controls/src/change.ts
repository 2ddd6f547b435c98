import type { AuditParty } from '@sallyport/core'
import type { ChangeDenial } from './catalog.ts'
import { type Entry, entryAt, readEntries, storedEntry } from './entry.ts'
import type { Definition, FlagValue } from './flag.ts'
import type { ControlsSource, SourceState, StoredFlags } from './source.ts'
import { shown, valueFault } from './value-fault.ts'

/** A flag to be set. */
export interface Wish {
  readonly name: string
  readonly value: unknown
  readonly actor: AuditParty
  readonly why: string
  readonly forMs: number | undefined
}

/** A flag that is no longer set for a time. */
export interface Reverted {
  readonly name: string
  readonly from: FlagValue
  readonly to: FlagValue
}

/** What was written to a source. */
export interface Written {
  readonly ok: true
  readonly flags: StoredFlags
  readonly reverted: readonly Reverted[]
  /** What came of the wish, if there was one. */
  readonly set?: { readonly from: FlagValue; readonly to: FlagValue; readonly until?: number }
}

/** Why nothing was written. */
export interface NotWritten {
  readonly ok: false
  readonly reason: ChangeDenial
  readonly message: string
}

/** What writing needs. */
export interface Writing {
  readonly definition: Definition
  readonly source: ControlsSource
  readonly now: () => number
  /** Asks the source. */
  readonly answer: <T>(asking: () => T | Promise<T>) => Promise<T>
}

const mostAttempts = 1_000

/**
 * Writes a wish, if there is one, and undoes what was set for a time that is up: by compare and set,
 * so that what others set meanwhile stays, and of several that undo the same only one does.
 */
export async function writeChange(
  { definition, source, now, answer }: Writing,
  wish?: Wish,
): Promise<Written | NotWritten> {
  if (source.write === undefined) return refused('read_only', 'the source can only be read')
  const fault = wish === undefined ? undefined : wishFault(definition, wish)
  if (fault !== undefined) return fault
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const state = await answer(() => source.read())
    const next = edited(definition, state, now(), wish)
    if (!next.ok || next.flags === state.flags) return next
    if (await answer(() => source.write?.(next.flags, state.version) ?? false)) return next
  }
  return refused('change_conflict', 'others were first each time')
}

function wishFault(definition: Definition, { name, value }: Wish): NotWritten | undefined {
  const flag = Object.hasOwn(definition, name) ? definition[name] : undefined
  if (flag === undefined) {
    const all = Object.keys(definition).join(', ')
    return refused('unknown_flag', `there is no flag ${shown(name)}, only ${all}`)
  }
  const fault = valueFault(flag, value)
  return fault === undefined ? undefined : refused('invalid_value', `${name} ${fault}`)
}

const refused = (reason: ChangeDenial, message: string): NotWritten => ({
  ok: false,
  reason,
  message,
})

/** What the source is to hold; the same flags where nothing is to be different. */
function edited(
  definition: Definition,
  { flags }: SourceState,
  now: number,
  wish: Wish | undefined,
): Written | NotWritten {
  const { entries } = readEntries(definition, flags)
  const next: Record<string, unknown> = { ...flags }
  const heldBy = (name: string, entry: Entry | undefined): FlagValue =>
    entry?.value ?? (definition[name] as Definition[string]).default
  const reverted: Reverted[] = []
  for (const [name, { value, until = Infinity, before }] of entries) {
    if (until > now) continue
    if (before === undefined) delete next[name]
    else next[name] = storedEntry(before)
    reverted.push({ name, from: value, to: heldBy(name, before) })
  }
  if (wish === undefined) return { ok: true, flags: reverted.length > 0 ? next : flags, reverted }
  const { name } = wish
  const held = entries.get(name)
  const entry = entryOf(wish, held, now)
  next[name] = storedEntry(entry)
  const { faults } = readEntries(definition, next)
  if (faults.length > 0) return refused('source_invalid', faults.join('; '))
  const from = heldBy(name, entryAt(held, now))
  const { value: to, until } = entry
  const set = { from, to, ...(until === undefined ? {} : { until }) }
  return { ok: true, flags: next, reverted, set }
}

function entryOf({ value, actor, why, forMs }: Wish, held: Entry | undefined, now: number): Entry {
  const set = { value: value as FlagValue, since: now, by: actor.id, why }
  if (forMs === undefined) return set
  // Set for a time again and again, it becomes what it was before the first time.
  const steady = held?.until === undefined ? held : held.before
  return { ...set, until: now + forMs, ...(steady === undefined ? {} : { before: steady }) }
}
