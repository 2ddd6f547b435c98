import type { Disk } from './disk.ts'
import { directoryOf, unlessMissing } from './disk-files.ts'
import { edgeTiles } from './tile-edges.ts'
import { type Tile, tilePath } from './tiles.ts'

/** Partial tiles: each size has its own, and those of earlier sizes are of no use. */
export interface Partials {
  /** There may be some of this size. */
  written(size: number): void
  /** Removes all that may be there but those of this size. */
  tidy(size: number): Promise<void>
}

/**
 * Goes on from a tree of this size. What a crash has left is looked for as well: it is of sizes between
 * this one and the first that is written. Of sizes before this one it may leave some, for removing them
 * is not synced: they are whole, small, and nobody asks for them.
 */
export function createPartials(disk: Disk, opened: number): Partials {
  const directories = new Set<string>()
  let before: readonly Tile[] | undefined = edgeTiles(opened)
  for (const tile of before) directories.add(directoryAt(tile))
  return {
    written(size) {
      for (const { level, index } of edgeTiles(size)) {
        const first = before ? (before[level]?.index ?? 0) : index
        for (let at = first; at <= index; at++) directories.add(directoryAt({ level, index: at }))
      }
      before = undefined
    },
    async tidy(size) {
      const needed = edgeTiles(size).filter(({ width }) => width > 0)
      const files = new Set(needed.map(tilePath))
      const stay = new Set([...files].map(directoryOf))
      for (const directory of [...directories]) {
        for (const name of await disk.list(directory)) {
          const path = `${directory}/${name}`
          if (!files.has(path)) await disk.remove(path).catch(unlessMissing)
        }
        if (!stay.has(directory)) directories.delete(directory)
      }
    },
  }
}

const directoryAt = ({ level, index }: Pick<Tile, 'level' | 'index'>): string =>
  directoryOf(tilePath({ level, index, width: 1 }))
