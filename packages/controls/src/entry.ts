import type { Definition, Flag, FlagValue } from './flag.ts'
import type { StoredFlags } from './source.ts'
import { shown, valueFault } from './value-fault.ts'

/** A value that was set, and what is known of that. Times are in milliseconds since the epoch. */
export interface Entry {
  readonly value: FlagValue
  readonly since?: number
  readonly by?: string
  readonly why?: string
  /** When it is undone. */
  readonly until?: number
  /** What it is then. @default the flag's default */
  readonly before?: Entry
}

/** Entries by the names of flags. */
export type Entries = ReadonlyMap<string, Entry>

/** What was found in a source: all entries, or what is wrong with some of them. */
export interface Found {
  readonly entries: Entries
  /** One sentence each: `rate_limit_per_minute must be …`. */
  readonly faults: readonly string[]
}

/** Reads what a source holds. Names that the definition does not know are passed over. */
export function readEntries(definition: Definition, flags: StoredFlags): Found {
  const entries = new Map<string, Entry>()
  const faults: string[] = []
  if (!isObject(flags)) return { entries, faults: ['the flags must be an object by name'] }
  for (const [name, flag] of Object.entries(definition)) {
    if (!Object.hasOwn(flags, name)) continue
    const { entry, fault } = readEntry(flag, flags[name])
    if (entry !== undefined) entries.set(name, entry)
    if (fault !== undefined) faults.push(`${name} ${fault}`)
  }
  return { entries, faults }
}

interface Read {
  readonly entry?: Entry
  readonly fault?: string
}

function readEntry(flag: Flag, raw: unknown, isBefore = false): Read {
  // Without a prototype: what it does not say itself, nobody says for it.
  const said: Readonly<Record<string, unknown>> = {
    __proto__: null,
    ...(isObject(raw) ? raw : { value: raw }),
  }
  const { value, since, until, by, why, before: steady } = said
  const fault = valueFault(flag, value)
  if (fault !== undefined) return { fault }
  const wrong = Object.entries({ since, until }).find(([, at]) => at !== undefined && !isTime(at))
  if (wrong !== undefined) return { fault: `has "${wrong[0]}" that is no time: ${shown(wrong[1])}` }
  const before = isBefore || steady === undefined ? {} : readEntry(flag, steady, true)
  if (before.fault !== undefined) return { fault: `before ${before.fault}` }
  return {
    entry: {
      value: value as FlagValue,
      ...(isTime(since) ? { since: Date.parse(since) } : {}),
      ...(typeof by === 'string' ? { by: by.slice(0, 200) } : {}),
      ...(typeof why === 'string' ? { why: why.slice(0, 1_000) } : {}),
      ...(isTime(until) ? { until: Date.parse(until) } : {}),
      ...(before.entry === undefined ? {} : { before: before.entry }),
    },
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// RFC 3339 with an offset: a time without one would be another on each machine.
const timeText = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

/** Whether it is a time as text, with its offset. */
export const isTime = (at: unknown): at is string =>
  typeof at === 'string' && timeText.test(at) && !Number.isNaN(Date.parse(at))

/** What holds at a time: the entry, or what it was before when its time is up. */
export const entryAt = (entry: Entry | undefined, now: number): Entry | undefined =>
  entry?.until !== undefined && entry.until <= now ? entry.before : entry

/** An entry, as a source keeps it. */
export function storedEntry({
  since,
  until,
  before,
  ...said
}: Entry): Readonly<Record<string, unknown>> {
  return {
    ...said,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    ...(before === undefined ? {} : { before: storedEntry(before) }),
  }
}
