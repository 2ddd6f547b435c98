import type { Cell } from '../cell.ts'
import type { Families } from '../families.ts'
import type { Family } from '../family.ts'
import { other } from '../label-text.ts'
import { type GaugeMerge, ruleOf } from './gauge-merge.ts'
import { add, begin, keep, type MergedSeries, widthOf } from './merged-series.ts'
import type { WorkerFamily } from './worker-family.ts'

/** What one worker said last: its series in its own order, and their numbers one after the other. */
export interface Source {
  families: readonly WorkerFamily[]
  series: readonly MergedSeries[]
  numbers: readonly number[]
}

/** A worker that has said nothing yet. */
export const silent = (): Source => ({ families: [], series: [], numbers: [] })

/** The series of all workers. Sums are made anew each time, so that their order changes nothing. */
export class Merge {
  readonly families: Families
  readonly #rules: ReadonlyMap<string, GaugeMerge>
  readonly #most: number
  readonly #series = new Map<Cell, MergedSeries>()
  /** Metrics with series that no worker has any more. */
  readonly #left = new Set<Family>()

  constructor(families: Families, rules: ReadonlyMap<string, GaugeMerge>, most: number) {
    this.families = families
    this.#rules = rules
    this.#most = most
  }

  /** The series of these values, for one more worker. */
  place(
    { definition, family, names, kind, width }: WorkerFamily,
    values: readonly string[],
    value: number,
  ): MergedSeries {
    const rule = ruleOf(definition, this.#rules)
    if (family === undefined || (kind === 'gauge' && rule === 'omit')) {
      return { cell: undefined, kind, rule, width, live: 1, gone: undefined }
    }
    if (family.size >= this.#most && this.#left.delete(family)) this.#makeRoom(family)
    const found = this.#of(
      family,
      Object.fromEntries(names.map((name, i) => [name, values[i]])),
      rule,
    )
    found.live++
    // A page may be in the making: a gauge of nought would be made up.
    if (kind === 'gauge' && found.live === 1 && found.cell !== undefined) found.cell.value = value
    return found
  }

  /** A worker's series is no longer there. What it counted was kept before, or comes again. */
  release(series: MergedSeries): void {
    series.live--
    if (series.live > 0 || series.cell === undefined) return
    const { family } = series.cell
    if (series.kind !== 'gauge') {
      this.#left.add(family)
      return
    }
    family.end(series.cell)
    this.#series.delete(series.cell)
  }

  /** A worker is not asked any more: its gauges leave, its counters stay where they are. */
  rest(source: Source): void {
    const numbers: number[] = []
    let at = 0
    const series = source.series.filter((one) => {
      const own = at
      at += one.width
      if (one.kind === 'gauge') this.release(one)
      else for (let i = own; i < at; i++) numbers.push(source.numbers[i] as number)
      return one.kind !== 'gauge'
    })
    Object.assign(source, { series, numbers })
  }

  /** A worker is gone. */
  drop(source: Source): void {
    let at = 0
    for (const series of source.series) {
      keep(series, source.numbers, at)
      at += series.width
      this.release(series)
    }
    Object.assign(source, silent())
  }

  /** Writes the sums of all workers to the families. */
  run(sources: Iterable<Source>): void {
    for (const series of this.#series.values()) begin(series)
    for (const { series, numbers } of sources) {
      let at = 0
      for (const one of series) {
        add(one, numbers, at)
        at += one.width
      }
    }
  }

  /** Series of workers that are gone make room: their sums stay, under `_other`. */
  #makeRoom(family: Family): void {
    for (const cell of [...family.cells()]) {
      const series = this.#series.get(cell)
      if (series === undefined || series.live > 0 || cell.overflow) continue
      family.end(cell)
      this.#series.delete(cell)
      const labels = Object.fromEntries(family.labelNames.map((name) => [name, other]))
      if (series.gone !== undefined) keep(this.#of(family, labels, series.rule), series.gone, 0)
      family.notes.altered('series_cap')
    }
  }

  #of(family: Family, labels: object, rule: GaugeMerge): MergedSeries {
    const cell = family.cell(labels)
    const found = this.#series.get(cell)
    if (found !== undefined) return found
    const { kind } = family
    const width = widthOf(kind, family.bounds?.length ?? 0)
    const made = { cell, kind, rule, width, live: 0, gone: undefined }
    this.#series.set(cell, made)
    return made
  }
}
