import type { MetricDefinition } from '@sallyport/core'
import type { Cell } from '../cell.ts'
import type { Family } from '../family.ts'
import type { CappedMetric } from '../open-label.ts'
import { mayStand } from '../render/exemplar-text.ts'
import type { MergingMetric } from './gauge-merge.ts'
import type { Ask, Standing } from './messages.ts'

/** What one primary was told of the metrics here, so that it is told names and labels once. */
export class Report {
  readonly #families = new Map<Family, number>()
  readonly #known = new Set<Cell>()
  #series: Cell[] = []

  /** How everything stands, in places that both sides count alike. */
  standing(families: readonly Family[], { fresh, since }: Pick<Ask, 'fresh' | 'since'>): Standing {
    if (fresh) {
      this.#families.clear()
      this.#known.clear()
      this.#series = []
    }
    const begun = this.#begin(families)
    const numbers: number[] = []
    const ended: number[] = []
    const exemplars: Standing['exemplars'][number][] = []
    this.#series.forEach((cell, series) => {
      push(numbers, cell)
      if (cell.ended) ended.push(series)
      cell.exemplars?.forEach((one, bucket) => {
        // What no page may have may not even be data: an answer that cannot be sent is none.
        if (one === undefined || one.at < since || !mayStand(one)) return
        exemplars.push({ ...one, series, bucket })
      })
    })
    if (ended.length > 0) {
      for (const at of ended) this.#known.delete(this.#series[at] as Cell)
      this.#series = this.#series.filter((cell) => !cell.ended)
    }
    return { fresh, ...begun, numbers, ended, exemplars }
  }

  #begin(all: readonly Family[]): Pick<Standing, 'families' | 'series'> {
    const families: MetricDefinition[] = []
    const series: Standing['series'][number][] = []
    for (const family of all) {
      for (const cell of family.cells()) {
        if (this.#known.has(cell)) continue
        if (!this.#families.has(family)) {
          this.#families.set(family, this.#families.size)
          families.push(plain(family.definition))
        }
        this.#known.add(cell)
        this.#series.push(cell)
        series.push([this.#families.get(family) as number, cell.values])
      }
    }
    return { families, series }
  }
}

/** What of a definition may travel: whatever else somebody put there need not be data. */
function plain(definition: MetricDefinition & CappedMetric & MergingMetric): MetricDefinition {
  const { id, kind, unit, help, labels, buckets, aliases, caps, merge } = definition
  return { id, kind, unit, help, labels, buckets, aliases, caps, merge } as MetricDefinition
}

function push(numbers: number[], { family: { kind }, value, rollovers, counts }: Cell): void {
  numbers.push(value)
  if (kind === 'counter') numbers.push(rollovers)
  if (counts !== undefined) for (const count of counts) numbers.push(count)
}
