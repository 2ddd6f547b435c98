import type { Hash } from './hash.ts'
import { layout } from './layout.ts'
import type { CheckpointHistory } from './signed-history.ts'

/** A size at which the root is looked at. */
export interface Mark {
  readonly size: number
  /**
   * `latest`, `history`: a checkpoint of the log. `since`: one that was kept elsewhere. `seam`: where a
   * segment begins.
   */
  readonly kind: 'latest' | 'history' | 'since' | 'seam'
  /** What the root must be; of a seam nothing is known. */
  readonly root?: Hash
  readonly file?: string
  readonly offset?: number
}

/** Marks in the order of their sizes, those of the history read when they are needed. */
export interface Marks {
  /** The next ones up to this size. */
  upTo(size: number): Promise<readonly Mark[]>
  /** Those that are left, but of the history the last one only. */
  rest(): Promise<readonly Mark[]>
}

/** Puts the marks that are known beside those of the history. Those below `least` are passed over. */
export function marksOf(known: readonly Mark[], history: CheckpointHistory, least: number): Marks {
  const sorted = known.filter(({ size }) => size >= least).sort((a, b) => a.size - b.size)
  let ahead: Mark | undefined
  let isOver = false
  async function fetch(): Promise<void> {
    const found = await history.next()
    isOver = found === undefined
    ahead = found && {
      kind: 'history',
      ...found.head,
      file: layout.checkpoints,
      offset: found.offset,
    }
  }
  return {
    async upTo(size) {
      const marks: Mark[] = []
      while ((sorted[0]?.size ?? Number.POSITIVE_INFINITY) <= size)
        marks.push(sorted.shift() as Mark)
      for (;;) {
        if (!ahead && !isOver) await fetch()
        if (!ahead || ahead.size > size) break
        if (ahead.size >= least) marks.push(ahead)
        ahead = undefined
      }
      // Stable: what is known comes first.
      return marks.sort((a, b) => a.size - b.size)
    },
    async rest() {
      let last = ahead
      while (!isOver) {
        await fetch()
        last = ahead ?? last
      }
      return last ? [...sorted, last] : sorted
    },
  }
}
