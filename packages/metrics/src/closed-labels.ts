import type { Labels, MetricDefinition } from '@sallyport/core'
import { labelText, longestLabel, other } from './label-text.ts'
import type { Notes } from './notes.ts'
import type { CappedMetric } from './open-label.ts'

/** Closed sets of labels with so many series or fewer are there from the beginning, at zero. */
const fewSeries = 32

/** What a metric's labels may say, and which of its capped labels' values are taken. */
export class ClosedLabels {
  readonly #names: readonly string[]
  readonly #allowed: readonly (ReadonlySet<string> | undefined)[]
  readonly #caps: readonly (number | undefined)[]
  readonly #taken: readonly Map<string, number>[]
  readonly #notes: Notes
  readonly #kind: MetricDefinition['kind']
  /** A gauge that nobody changes is still true, and a closed set is small. */
  readonly mayExpire: boolean

  constructor({ kind, labels, caps = {} }: CappedMetric, notes: Notes) {
    this.#names = Object.keys(labels)
    this.#allowed = Object.values(labels).map((one) => (one === 'open' ? undefined : new Set(one)))
    this.#caps = this.#names.map((name) => caps[name])
    this.#taken = this.#names.map(() => new Map())
    this.#notes = notes
    this.#kind = kind
    this.mayExpire = kind !== 'gauge' && this.#allowed.includes(undefined)
  }

  /** The series there are before anything is measured: a counter that appears at 1 shows no increase. */
  expected(): readonly (readonly string[])[] {
    if (this.#names.length === 0) return [[]]
    if (this.#kind !== 'counter') return []
    let series: string[][] = [[]]
    for (const allowed of this.#allowed) {
      if (allowed === undefined || allowed.size * series.length > fewSeries) return []
      series = series.flatMap((values) => [...allowed].map((value) => [...values, value]))
    }
    return series
  }

  /** The labels' values as they are kept. */
  values(labels: unknown): readonly string[] {
    const given = new Map<string, unknown>()
    // As the family looks for a series: inherited ones too, or the same labels would be now one, now another.
    for (const name in labels as object) given.set(name, (labels as Labels)[name])
    const own = this.#names.map((name) => given.get(name))
    if ([...given.keys()].some((name) => !this.#names.includes(name))) {
      this.#notes.altered('unknown_label')
    }
    return this.kept(own)
  }

  /** The same of values in the order of the labels. */
  kept(values: readonly unknown[]): readonly string[] {
    return values.map((value, i) => this.#kept(i, value))
  }

  /** A series of these values began. */
  take(values: readonly string[]): void {
    this.#count(values, 1)
  }

  /** A series of these values ended. */
  release(values: readonly string[]): void {
    this.#count(values, -1)
  }

  #kept(i: number, value: unknown): string {
    const text = labelText(value)
    if (text === undefined) return this.#altered('not_text')
    if (text === '' || text === other) return text
    if (this.#allowed[i]?.has(text) === false) return this.#altered('not_allowed')
    const cap = this.#caps[i]
    const taken = this.#taken[i] as Map<string, number>
    if (cap !== undefined && taken.size >= cap && !taken.has(text))
      return this.#altered('label_cap')
    if (typeof value === 'string' && value.length > longestLabel) this.#notes.altered('too_long')
    return text
  }

  #altered(reason: 'not_text' | 'not_allowed' | 'label_cap'): string {
    this.#notes.altered(reason)
    return other
  }

  #count(values: readonly string[], by: number): void {
    values.forEach((value, i) => {
      if (this.#caps[i] === undefined || value === '' || value === other) return
      const taken = this.#taken[i] as Map<string, number>
      const count = (taken.get(value) ?? 0) + by
      if (count > 0) taken.set(value, count)
      else taken.delete(value)
    })
  }
}
