import type { BoundMetric } from '@sallyport/core'
import type { Cell } from './cell.ts'
import type { Family } from './family.ts'
import type { Notes } from './notes.ts'
import { addToCounter, addToGauge, observeIn, setGauge } from './write.ts'

/** One series of a metric for the hot path. It stays right when the series expires meanwhile. */
export function bound(family: Family, labels: unknown): BoundMetric {
  return new kinds[family.kind](family.cell(labels))
}

/** What a metric that cannot be registered gives. */
export const unbound = (notes: Notes): BoundMetric => {
  const drop = (): void => notes.dropped('bad_definition')
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
    // In a full metric this one stays, so that it finds its place once there is room.
    if (!cell.overflow) this.cell = cell
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
