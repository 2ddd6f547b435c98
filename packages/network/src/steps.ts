import type { Address } from './address.ts'
import type { Block } from './network-entry.ts'

/** An address space cut where the answer changes: each step holds up to the next. */
export interface Step extends Words {
  /** When addresses here cease to be covered: Infinity for never, -Infinity where they are not covered. */
  readonly until: number
}

type Words = Omit<Address, 'version'>

/**
 * The steps of blocks of one version, sorted, the first at the lowest address. Networks are nested or
 * apart, never half over each other; where several cover an address, the longest life counts.
 */
export function stepsOf(blocks: readonly Block[]): Step[] {
  const steps: Step[] = []
  // The networks around the place that the sweep has reached, the innermost last.
  const open: { readonly end: Words | undefined; readonly until: number }[] = []
  const step = ({ a, b, c, d }: Words, until: number): void => {
    const last = steps.at(-1)
    if (last !== undefined && compare(last, { a, b, c, d }) === 0) steps.pop()
    if (steps.at(-1)?.until !== until) steps.push({ a, b, c, d, until })
  }
  const closeBefore = (block: Block | undefined): void => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (block !== undefined && (top.end === undefined || compare(block, top.end) < 0)) return
      open.pop()
      if (top.end !== undefined) step(top.end, open.at(-1)?.until ?? uncovered)
    }
  }
  step({ a: 0, b: 0, c: 0, d: 0 }, uncovered)
  for (const block of blocks.toSorted((x, y) => compare(x, y) || x.bits - y.bits)) {
    closeBefore(block)
    const until = Math.max(block.until, open.at(-1)?.until ?? uncovered)
    open.push({ end: endOf(block), until })
    step(block, until)
  }
  closeBefore(undefined)
  return steps
}

const uncovered = Number.NEGATIVE_INFINITY

const compare = (x: Words, y: Words): number => x.a - y.a || x.b - y.b || x.c - y.c || x.d - y.d

/** The first address after a block; undefined at the end of the address space. */
function endOf({ version, a, b, c, d, bits }: Block): Words | undefined {
  const words: [number, number, number, number] = [a, b, c, d]
  const lowest = version === 4 ? 3 : 0
  let carry = 2 ** (31 - ((bits - 1) & 31))
  for (let i = (bits - 1) >> 5; i >= lowest; i--) {
    const sum = (words[i] as number) + carry
    words[i] = sum % 2 ** 32
    if (sum < 2 ** 32) return { a: words[0], b: words[1], c: words[2], d: words[3] }
    carry = 1
  }
  return undefined
}
