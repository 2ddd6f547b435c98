import type { Address } from './address.ts'
import type { Block } from './network-entry.ts'

/** Which addresses are covered, and until when: sorted intervals that do not overlap. */
export interface Intervals {
  /** When the address ceases to be covered: Infinity for never, -Infinity when it is not covered at all. */
  until(address: Address): number
}

/** Compiles blocks of one version. Blocks of CIDR networks are nested or apart, never half over each other. */
export function intervals(version: 4 | 6, blocks: readonly Block[]): Intervals {
  const runs = flattened(blocks.filter((block) => block.version === version))
  return version === 4 ? intervals4(runs) : intervals6(runs)
}

interface Run {
  readonly first: bigint
  last: bigint
  readonly until: number
}

/** Cuts nested blocks into runs that follow each other; the longest life among those that cover it wins. */
function flattened(blocks: readonly Block[]): Run[] {
  const runs: Run[] = []
  const open: { readonly last: bigint; readonly until: number }[] = []
  let at = 0n
  const emit = (last: bigint): void => {
    const outer = open.at(-1)
    if (outer === undefined || last < at) return
    const before = runs.at(-1)
    if (before !== undefined && before.until === outer.until && before.last + 1n === at) {
      before.last = last
    } else runs.push({ first: at, last, until: outer.until })
    at = last + 1n
  }
  const closeBefore = (first: bigint | undefined): void => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (first !== undefined && top.last >= first) return
      emit(top.last)
      open.pop()
    }
  }
  for (const block of blocks.toSorted(outerFirst)) {
    closeBefore(block.first)
    emit(block.first - 1n)
    at = block.first
    open.push({ last: block.last, until: Math.max(block.until, open.at(-1)?.until ?? block.until) })
  }
  closeBefore(undefined)
  return runs
}

const outerFirst = (a: Block, b: Block): number =>
  a.first !== b.first
    ? a.first < b.first
      ? -1
      : 1
    : a.last > b.last
      ? -1
      : a.last < b.last
        ? 1
        : 0

const uncovered = Number.NEGATIVE_INFINITY

function intervals4(runs: readonly Run[]): Intervals {
  const first = Uint32Array.from(runs, (run) => Number(run.first))
  const last = Uint32Array.from(runs, (run) => Number(run.last))
  const until = Float64Array.from(runs, (run) => run.until)
  return {
    until({ d }) {
      // The last interval that begins at or before the address.
      let low = 0
      let high = first.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((first[middle] as number) <= d) low = middle + 1
        else high = middle
      }
      return low > 0 && d <= (last[low - 1] as number) ? (until[low - 1] as number) : uncovered
    },
  }
}

function intervals6(runs: readonly Run[]): Intervals {
  const first = words(runs.map((run) => run.first))
  const last = words(runs.map((run) => run.last))
  const until = Float64Array.from(runs, (run) => run.until)
  return {
    until(address) {
      let low = 0
      let high = runs.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (isAfter(first, middle, address)) high = middle
        else low = middle + 1
      }
      const found = low - 1
      return found >= 0 && !isAfterEnd(last, found, address) ? (until[found] as number) : uncovered
    },
  }
}

const words = (values: readonly bigint[]): Uint32Array =>
  Uint32Array.from(
    values.flatMap((value) =>
      [96n, 64n, 32n, 0n].map((at) => Number((value >> at) & 0xffff_ffffn)),
    ),
  )

/** Whether the i-th boundary lies after the address. */
function isAfter(list: Uint32Array, i: number, { a, b, c, d }: Address): boolean {
  const at = 4 * i
  const w = list[at] as number
  if (w !== a) return w > a
  const x = list[at + 1] as number
  if (x !== b) return x > b
  const y = list[at + 2] as number
  if (y !== c) return y > c
  return (list[at + 3] as number) > d
}

/** Whether the address lies after the i-th boundary. */
function isAfterEnd(list: Uint32Array, i: number, { a, b, c, d }: Address): boolean {
  const at = 4 * i
  const w = list[at] as number
  if (w !== a) return w < a
  const x = list[at + 1] as number
  if (x !== b) return x < b
  const y = list[at + 2] as number
  if (y !== c) return y < c
  return (list[at + 3] as number) < d
}
