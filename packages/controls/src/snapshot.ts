import { type Entries, type Entry, entryAt } from './entry.ts'
import type { Definition, FlagValue, ValuesOf } from './flag.ts'

/** A flag that became different. */
export interface Change {
  readonly name: string
  readonly from: FlagValue
  readonly to: FlagValue
  readonly by?: string
  readonly why?: string
  /** When it is undone, in milliseconds since the epoch. */
  readonly until?: number
}

/** What all flags hold at a time. Frozen, and always of one shape: reading it costs a property. */
export function valuesAt<D extends Definition>(
  definition: D,
  entries: Entries,
  now: number,
): ValuesOf<D> {
  const values: Record<string, FlagValue> = {}
  for (const [name, flag] of Object.entries(definition)) {
    values[name] = entryAt(entries.get(name), now)?.value ?? flag.default
  }
  return Object.freeze(values) as ValuesOf<D>
}

/** The next time at which something is undone; infinity when nothing is. */
export const nextDeadline = (entries: Entries, now: number): number =>
  Math.min(...[...entries.values()].map(({ until = 0 }) => (until > now ? until : Infinity)))

/** The flags that differ, with what is known of who set them. */
export function changesBetween(
  before: Readonly<Record<string, FlagValue>>,
  after: Readonly<Record<string, FlagValue>>,
  entries: Entries,
  now: number,
): readonly Change[] {
  return Object.keys(after)
    .filter((name) => before[name] !== after[name])
    .map((name) => {
      const { by, why, until } = entryAt(entries.get(name), now) ?? ({} as Partial<Entry>)
      return {
        name,
        from: before[name] as FlagValue,
        to: after[name] as FlagValue,
        ...(by === undefined ? {} : { by }),
        ...(why === undefined ? {} : { why }),
        ...(until === undefined ? {} : { until }),
      }
    })
}
