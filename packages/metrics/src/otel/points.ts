import type { Labels } from '@sallyport/core'
import type { Cell } from '../cell.ts'
import { seriesLabels } from '../series-labels.ts'
import { rollover } from '../write.ts'
import type { OtelHistogram, OtelPoint, OtelTime } from './otel-data.ts'

/** What a reader was told of a series. */
interface Told {
  startTime: OtelTime
  readonly attributes: Labels
  /** A counter's value, a histogram's sum. */
  sum: number
  count: number
  counts: Float64Array | undefined
  /** A histogram as it was last given: what has not changed is not made again. */
  given: OtelHistogram | undefined
}

/** All points of one collection after the other. */
export class Points {
  readonly isDelta: boolean
  readonly #told = new WeakMap<Cell, Told>()
  /** When the last collection was, or the first could have been. */
  #since: OtelTime
  #at: OtelTime

  constructor(since: OtelTime, isDelta: boolean) {
    this.#since = since
    this.#at = since
    this.isDelta = isDelta
  }

  /** Another collection. */
  begin(at: OtelTime): void {
    this.#since = this.#at
    this.#at = at
  }

  gauges(cells: Iterable<Cell>): OtelPoint<number>[] {
    return Array.from(cells, (cell) => this.#point(this.#last(cell), cell.value))
  }

  sums(cells: Iterable<Cell>): OtelPoint<number>[] {
    const points: OtelPoint<number>[] = []
    for (const cell of cells) {
      const sum = cell.value + cell.rollovers * rollover
      const told = this.#last(cell)
      // A reader of changes is told of changes.
      if (!this.isDelta || sum !== told.sum) points.push(this.#point(told, sum - told.sum))
      if (this.isDelta) {
        told.sum = sum
        told.startTime = this.#at
      }
    }
    return points
  }

  histograms(cells: Iterable<Cell>, boundaries: number[]): OtelPoint<OtelHistogram>[] {
    const points: OtelPoint<OtelHistogram>[] = []
    for (const cell of cells) {
      const told = this.#last(cell)
      if (!this.isDelta) {
        if (told.given?.count !== cell.count) told.given = since(told, cell, boundaries)
        points.push(this.#point(told, told.given))
        continue
      }
      if (cell.count !== told.count) points.push(this.#point(told, since(told, cell, boundaries)))
      told.sum = cell.value
      told.count = cell.count
      told.counts = (cell.counts as Float64Array).slice()
      told.startTime = this.#at
    }
    return points
  }

  /** Of a series that is new: it began after the last collection, so that one of the same labels that expired is over. */
  #last(cell: Cell): Told {
    const found = this.#told.get(cell)
    if (found !== undefined) return found
    const told = {
      startTime: this.#since,
      attributes: seriesLabels(cell),
      sum: 0,
      count: 0,
      counts: undefined,
      given: undefined,
    }
    this.#told.set(cell, told)
    return told
  }

  #point<T>({ startTime, attributes }: Told, value: T): OtelPoint<T> {
    return { startTime, endTime: this.#at, attributes, value }
  }
}

/** What a histogram has more than was told. */
function since({ sum, count, counts }: Told, cell: Cell, boundaries: number[]): OtelHistogram {
  const all = cell.counts as Float64Array
  const came: number[] = []
  for (let i = 0; i < all.length; i++) came.push((all[i] as number) - (counts?.[i] ?? 0))
  const buckets = { boundaries, counts: came }
  // A sum that may fall is none.
  const mayFall = (boundaries[0] as number) < 0 || cell.value < 0
  return mayFall
    ? { buckets, count: cell.count - count }
    : { buckets, count: cell.count - count, sum: cell.value - sum }
}
