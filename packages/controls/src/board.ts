import type { Cancel, Clock, Timers } from '@sallyport/core'
import type { Entries } from './entry.ts'
import type { Definition, ValuesOf } from './flag.ts'
import type { Journal } from './journal.ts'
import { type Change, changesBetween, nextDeadline, valuesAt } from './snapshot.ts'

/** What listeners hear. */
export interface ControlsEvent {
  /** Flags that became different; none when only `stale` did. */
  readonly changes: readonly Change[]
  /** Whether the values are the last that were known, and perhaps old. */
  readonly stale: boolean
}

/** What a board needs. */
export interface BoardOptions<D extends Definition> {
  readonly clock: Clock
  readonly timers: Timers
  readonly journal: Journal
  /** Everything is different at once, or nothing. */
  replaced(values: ValuesOf<D>): void
  /** Something that was set for a time is over, and this is different now. */
  due(changes: readonly Change[]): void
}

/** Why values are shown. */
export type Origin = 'start' | 'set' | 'source' | 'deadline'

/** What holds now, and who is told of it. */
export interface Board {
  readonly entries: Entries
  readonly isStale: boolean
  show(entries: Entries, origin: Origin): readonly Change[]
  /** Says whether the values may be old. */
  age(isStale: boolean): void
  onChange(listener: (event: ControlsEvent) => void): () => void
  close(): void
}

/** A board that shows the defaults. */
export function boardOf<D extends Definition>(
  definition: D,
  { clock, timers, journal, replaced, due }: BoardOptions<D>,
): Board {
  let entries: Entries = new Map()
  let values = valuesAt(definition, entries, 0)
  let isStale = false
  let cancel: Cancel = () => {}
  const listeners = new Set<{ readonly listener: (event: ControlsEvent) => void }>()
  const tell = (event: ControlsEvent): void => {
    for (const { listener } of [...listeners]) journal.contained(() => listener(event))
  }
  const wait = (now: number): void => {
    cancel()
    const at = nextDeadline(entries, now)
    if (at === Infinity) return
    cancel = timers.after(at - now, () => {
      due(show(entries, 'deadline'))
    })
  }
  const show = (shown: Entries, origin: Origin): readonly Change[] => {
    const now = clock()
    entries = shown
    wait(now)
    const after = valuesAt(definition, entries, now)
    const changes = changesBetween(values, after, entries, now)
    if (changes.length === 0) return changes
    values = after
    replaced(after)
    if (origin !== 'start') journal.changed(changes, origin)
    tell({ changes, stale: isStale })
    return changes
  }
  return {
    get entries() {
      return entries
    },
    get isStale() {
      return isStale
    },
    show,
    age(stale) {
      if (isStale === stale) return
      isStale = stale
      tell({ changes: [], stale })
    },
    onChange(listener) {
      const own = { listener }
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    close: () => cancel(),
  }
}
