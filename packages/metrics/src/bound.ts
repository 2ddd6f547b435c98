import type { BoundMetric } from '@sallyport/core'
import type { Cell } from './cell.ts'
import type { Family } from './family.ts'
import type { Notes } from './notes.ts'
import { addToCounter, addToGauge, observeIn, setGauge } from './write.ts'

/** One series of a metric for the hot path. It stays right when the series expires meanwhile. */
export function bound(family: Family, labels: unknown): BoundMetric {
  try {
    return new kinds[family.kind](family.cell(labels))
  } catch {
    return unbound(family.notes, 'threw')
  }
}

/** What a metric that cannot be registered gives, and labels that throw. */
export const unbound = (
  notes: Notes,
  reason: 'bad_definition' | 'threw' = 'bad_definition',
): BoundMetric => {
  const drop = (): void => notes.dropped(reason)
  return { add: drop, set: drop, observe: drop }
}

/** A sink's way to a series: what its kind does not have is dropped, and counted. */
class Bound implements BoundMetric {
  protected cell: Cell
  constructor(cell: Cell) {
    this.cell = cell
  }
  add(_value: number): void {
    this.cell.family.notes.dropped('wrong_kind')
  }
  set(_value: number): void {
    this.cell.family.notes.dropped('wrong_kind')
  }
  observe(_value: number): void {
    this.cell.family.notes.dropped('wrong_kind')
  }
  protected anew(): Cell {
    const cell = this.cell.family.again(this.cell)
    // Where there is no room this one stays, so that it finds its place once there is.
    if (cell.values.every((value, i) => value === this.cell.values[i])) this.cell = cell
    return cell
  }
}

class BoundCounter extends Bound {
  override add(value: number): void {
    addToCounter(this.cell.ended ? this.anew() : this.cell, value)
  }
}

class BoundGauge extends Bound {
  override add(value: number): void {
    addToGauge(this.cell.ended ? this.anew() : this.cell, value)
  }
  override set(value: number): void {
    setGauge(this.cell.ended ? this.anew() : this.cell, value)
  }
}

class BoundHistogram extends Bound {
  override observe(value: number): void {
    observeIn(this.cell.ended ? this.anew() : this.cell, value)
  }
}

const kinds = { counter: BoundCounter, gauge: BoundGauge, histogram: BoundHistogram }
