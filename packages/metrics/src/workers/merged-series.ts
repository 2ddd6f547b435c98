import type { Cell } from '../cell.ts'
import { rollover } from '../write.ts'
import type { GaugeMerge } from './gauge-merge.ts'

/** One series of all workers. */
export interface MergedSeries {
  /** Where it stands on the page. One that is left out has none. */
  readonly cell: Cell | undefined
  readonly kind: Cell['family']['kind']
  readonly rule: GaugeMerge
  /** How many numbers each worker says of it. */
  readonly width: number
  /** How many workers' series are in it. */
  live: number
  /** The numbers of those that are gone. A gauge has none. */
  gone: number[] | undefined
}

/** Begins a sum anew, with what is left of workers that are gone. */
export function begin(series: MergedSeries): void {
  const { cell, gone, kind } = series
  if (cell === undefined) return
  // Nobody's: the first one that is added is what it is.
  cell.value = kind === 'gauge' ? Number.NaN : 0
  cell.rollovers = 0
  cell.count = 0
  cell.counts?.fill(0)
  if (gone !== undefined) add(series, gone, 0)
}

/** Adds what a worker says, which stands at a place among its numbers. */
export function add(
  { cell, kind, rule }: MergedSeries,
  numbers: readonly number[],
  at: number,
): void {
  if (cell === undefined) return
  const value = numbers[at] as number
  if (kind === 'counter') {
    addCounter(cell, value, numbers[at + 1] as number)
  } else if (kind === 'gauge') {
    cell.value = Number.isNaN(cell.value) ? value : merged(rule, cell.value, value)
  } else {
    const counts = cell.counts as Float64Array
    cell.value = finite(cell.value + value)
    for (let i = 0; i < counts.length; i++) {
      const count = numbers[at + 1 + i] as number
      counts[i] = (counts[i] as number) + count
      cell.count += count
    }
  }
}

/** A worker is gone, or its series: what it counted stays. */
export function keep(series: MergedSeries, numbers: readonly number[], at: number): void {
  if (series.kind === 'gauge') return
  const gone = series.gone ?? Array.from<number>({ length: series.width }).fill(0)
  series.gone = gone
  if (series.kind === 'counter') {
    const count = { value: gone[0] as number, rollovers: gone[1] as number }
    addCounter(count, numbers[at] as number, numbers[at + 1] as number)
    gone[0] = count.value
    gone[1] = count.rollovers
    return
  }
  for (let i = 0; i < series.width; i++) {
    gone[i] = finite((gone[i] as number) + (numbers[at + i] as number))
  }
}

function addCounter(
  to: { value: number; rollovers: number },
  value: number,
  rollovers: number,
): void {
  const sum = to.value + value
  const over = sum >= rollover
  // As one counter does it: the sum of two that are near 2^53 would lose their last digits.
  to.value = over ? to.value - rollover + value : sum
  to.rollovers += rollovers + (over ? 1 : 0)
}

function merged(rule: GaugeMerge, a: number, b: number): number {
  if (rule === 'max') return Math.max(a, b)
  return rule === 'min' ? Math.min(a, b) : finite(a + b)
}

/** Workers whose numbers add up to none do not take the page with them. */
const finite = (sum: number): number => Math.min(Math.max(sum, -Number.MAX_VALUE), Number.MAX_VALUE)

/** How many numbers a worker says of a series. */
export const widthOf = (kind: MergedSeries['kind'], bounds: number): number =>
  ({ counter: 2, gauge: 1, histogram: bounds + 2 })[kind]
