import { type BadEntry, type Block, blockOf, type NetworkEntry } from './network-entry.ts'
import { byAddress } from './steps.ts'

/** An entry of a list with what it covers. */
export interface Line extends Block {
  readonly entry: NetworkEntry
  /** Its place among all lines as they were given. */
  readonly nth: number
}

let given = 0

/** Reads entries; throws a RangeError that names every bad one. */
export function linesOf(entries: readonly (NetworkEntry | string)[]): readonly Line[] {
  if (!Array.isArray(entries)) {
    throw new TypeError(`network: "entries" must be an array, got ${typeof entries}`)
  }
  const lines: Line[] = []
  const bad: BadEntry[] = []
  for (const one of entries) {
    // Copied: what the caller does to its object later must not change a list.
    const entry = typeof one === 'string' ? { network: one } : { ...one }
    const block = blockOf(entry)
    if ('expected' in block) bad.push(block)
    else lines.push({ ...block, entry, nth: given++ })
  }
  if (bad.length === 0) return lines
  const list = bad.map(({ entry, expected }) => `  ${JSON.stringify(entry)}: expected ${expected}`)
  throw new RangeError(
    `network: ${bad.length} bad of ${entries.length} entries\n${list.join('\n')}`,
  )
}

/** Those of the lines, sorted by `byAddress`, that cover exactly what one of the blocks does. */
export function linesLike(lines: readonly Line[], blocks: readonly Block[]): ReadonlySet<Line> {
  const found = new Set<Line>()
  for (const block of blocks) {
    let low = 0
    let high = lines.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byAddress(lines[middle] as Line, block) < 0) low = middle + 1
      else high = middle
    }
    for (let line = lines[low]; line !== undefined; line = lines[++low]) {
      if (byAddress(line, block) !== 0) break
      found.add(line)
    }
  }
  return found
}
