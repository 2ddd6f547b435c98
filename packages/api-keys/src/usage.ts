import type { Touch } from './store.ts'

/** Uses that are not yet written: one entry per key, however often it is used. */
export interface Usage {
  note(id: string, at: number, previous: boolean): void
  /** Writes what there is; uses noted meanwhile are kept for the next time. What could not be written is kept. */
  flush(): Promise<void>
}

interface Entry {
  at: number
  previousAt: number | null
  count: number
}

/** How uses are gathered. */
export interface UsageOptions {
  readonly write: (touches: readonly Touch[]) => void | Promise<void>
  /** Of how many keys at most. */
  readonly mostKeys: number
  /** Hears of uses that are given up: the store takes none, and there is no more room. First of many, until all is written again. */
  readonly onLost: (count: number, isFirst: boolean) => void
}

const mostPerWrite = 1_000

/** Gathers uses until they are flushed. */
export function createUsage({ write, mostKeys, onLost }: UsageOptions): Usage {
  let gathered = new Map<string, Entry>()
  let writing: Promise<void> = Promise.resolve()
  let isLosing = false
  const lose = (count: number): void => {
    onLost(count, !isLosing)
    isLosing = true
  }
  const add = (id: string, at: number, previousAt: number | null, count: number): void => {
    const entry = gathered.get(id)
    if (entry === undefined) {
      if (gathered.size >= mostKeys) lose(count)
      else gathered.set(id, { at, previousAt, count })
      return
    }
    entry.at = Math.max(entry.at, at)
    entry.previousAt = later(entry.previousAt, previousAt)
    entry.count += count
  }
  const writeAll = async (entries: ReadonlyMap<string, Entry>): Promise<void> => {
    // In the order of ids: two machines that write the same keys cannot wait for each other.
    const touches = [...entries].map(([id, entry]) => ({ id, ...entry })).toSorted(byId)
    for (let i = 0; i < touches.length; i += mostPerWrite) {
      const part = touches.slice(i, i + mostPerWrite)
      try {
        await write(part)
      } catch (error) {
        for (const { id, at, previousAt, count } of touches.slice(i)) add(id, at, previousAt, count)
        throw error
      }
    }
    isLosing = false
  }
  return {
    note(id, at, previous) {
      const entry = gathered.get(id)
      // The path of nearly every request.
      if (entry !== undefined && !previous && entry.at <= at) {
        entry.at = at
        entry.count++
      } else add(id, at, previous ? at : null, 1)
    },
    flush() {
      const flushed = writing
        .catch(() => {})
        .then(() => {
          const entries = gathered
          gathered = new Map()
          return writeAll(entries)
        })
      writing = flushed
      return flushed
    },
  }
}

const byId = (a: Touch, b: Touch): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const later = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)
