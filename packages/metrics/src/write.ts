import type { Cell } from './cell.ts'
import type { Family } from './family.ts'

/** From here on, a number does not change when one is added. */
export const rollover: number = 2 ** 53

/** Adds to a counter. Passing 2^53 it goes on from zero, and nothing is lost. */
export function addToCounter(cell: Cell, by: number): void {
  if (!(typeof by === 'number' && by >= 0 && by < rollover)) {
    refused(cell, by, true)
    return
  }
  const sum = cell.value + by
  if (sum < rollover) {
    cell.value = sum
  } else {
    cell.value = cell.value - rollover + by
    cell.rollovers++
  }
  if (cell.family.exemplar !== undefined) cell.family.keepExemplar(cell, 0, by)
}

/** Adds to a gauge. */
export function addToGauge(cell: Cell, by: number): void {
  // Before the sum: a bigint throws in one.
  const sum = typeof by === 'number' ? cell.value + by : Number.NaN
  if (Number.isFinite(sum)) cell.value = sum
  else refused(cell, by, false)
}

/** Sets a gauge. One without a place of its own has none: the last of several is no sum. */
export function setGauge(cell: Cell, to: number): void {
  if (!Number.isFinite(to)) refused(cell, to, false)
  else if (cell.overflow) cell.family.notes.dropped('series_cap')
  else cell.value = to
}

/** Sets a gauge's series. What is no number begins none: it would show a nought that nobody measured. */
export function setGaugeOf(family: Family, labels: unknown, to: number): Cell | undefined {
  if (!Number.isFinite(to)) {
    family.notes.dropped('not_finite')
    return undefined
  }
  const cell = family.cell(labels)
  setGauge(cell, to)
  return cell
}

/** Adds an observation. */
export function observeIn(cell: Cell, value: number): void {
  const sum = typeof value === 'number' ? cell.value + value : Number.NaN
  if (!Number.isFinite(sum)) {
    refused(cell, value, false)
    return
  }
  const bounds = cell.family.bounds as Float64Array
  let from = 0
  let to = bounds.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (value <= (bounds[middle] as number)) to = middle
    else from = middle + 1
  }
  const counts = cell.counts as Float64Array
  counts[from] = (counts[from] as number) + 1
  cell.value = sum
  cell.count++
  if (cell.family.exemplar !== undefined) cell.family.keepExemplar(cell, from, value)
}

function refused({ family: { notes } }: Cell, value: number, rising: boolean): void {
  if (!Number.isFinite(value)) notes.dropped('not_finite')
  else notes.dropped(rising && value < 0 ? 'negative' : 'too_large')
}
