import type { Address } from './address.ts'
import type { Block } from './network-entry.ts'

/**
 * An address space cut where the answer changes: the i-th step starts at the address of words `a[i]` to
 * `d[i]` and holds up to the next. The first starts at the lowest address of all.
 */
export interface Steps {
  readonly a: Uint32Array
  readonly b: Uint32Array
  readonly c: Uint32Array
  readonly d: Uint32Array
  /** When addresses there cease to be covered: Infinity for never, -Infinity where they are not covered. */
  readonly until: Float64Array
}

type Words = Omit<Address, 'version'>

/**
 * The steps of blocks of one version, sorted by `byAddress`. Networks are nested or apart, never half
 * over each other; where several cover an address, the longest life counts.
 */
export function stepsOf(blocks: readonly Block[]): Steps {
  const { add, steps } = growing(2 * blocks.length + 1)
  // The networks around the place that the sweep has reached, the innermost last.
  const open: { readonly end: Words | undefined; readonly until: number }[] = []
  const closeBefore = (next: Block | undefined): void => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (next !== undefined && (top.end === undefined || compare(next, top.end) < 0)) return
      open.pop()
      if (top.end !== undefined) add(top.end, open.at(-1)?.until ?? uncovered)
    }
  }
  add({ a: 0, b: 0, c: 0, d: 0 }, uncovered)
  for (const block of blocks) {
    closeBefore(block)
    const until = Math.max(block.until, open.at(-1)?.until ?? uncovered)
    open.push({ end: endOf(block), until })
    add(block, until)
  }
  closeBefore(undefined)
  return steps()
}

const uncovered = Number.NEGATIVE_INFINITY

/** By version and first address; of networks that begin at the same, the outer first. */
export const byAddress = (x: Block, y: Block): number =>
  x.version - y.version || compare(x, y) || x.bits - y.bits

const compare = (x: Words, y: Words): number => x.a - y.a || x.b - y.b || x.c - y.c || x.d - y.d

/** The first address after a block; undefined at the end of the address space. */
function endOf({ version, a, b, c, d, bits }: Block): Words | undefined {
  const words: [number, number, number, number] = [a, b, c, d]
  const highest = version === 4 ? 3 : 0
  let carry = 2 ** (31 - ((bits - 1) & 31))
  for (let i = (bits - 1) >> 5; i >= highest; i--) {
    const sum = (words[i] as number) + carry
    words[i] = sum % 2 ** 32
    if (sum < 2 ** 32) return { a: words[0], b: words[1], c: words[2], d: words[3] }
    carry = 1
  }
  return undefined
}

/** Columns for at most `most` steps, to which each step is added in order. */
function growing(most: number): {
  add(start: Words, until: number): void
  steps(): Steps
} {
  const [a, b, c, d] = [0, 1, 2, 3].map(() => new Uint32Array(most)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  const untils = new Float64Array(most)
  let count = 0
  return {
    add(start, until) {
      const last = count - 1
      const replaces = d[last] === start.d && c[last] === start.c && b[last] === start.b
      if (replaces && a[last] === start.a) count--
      if (count > 0 && untils[count - 1] === until) return
      a[count] = start.a
      b[count] = start.b
      c[count] = start.c
      d[count] = start.d
      untils[count++] = until
    },
    steps: () => ({
      a: a.slice(0, count),
      b: b.slice(0, count),
      c: c.slice(0, count),
      d: d.slice(0, count),
      until: untils.slice(0, count),
    }),
  }
}
