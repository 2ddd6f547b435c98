import type { LabelArguments, Labels, Timers } from '@sallyport/core'
import type { Cell } from './cell.ts'
import type { Family } from './family.ts'
import { setGaugeOf } from './write.ts'

/**
 * Reads a gauge when somebody looks: it sets what there is, once for each series, or answers the one
 * value of a gauge without labels. It may take its time until the signal says that the page goes without it.
 */
export type Collector<L extends Labels = Labels> = (
  set: (value: number, ...labels: LabelArguments<NoInfer<L>>) => void,
  signal: AbortSignal,
) => unknown

interface Collecting {
  readonly family: Family
  readonly collector: Collector
  /** The series it set last time. */
  series: ReadonlySet<Cell>
  isRunning: boolean
}

type Said = readonly (readonly [value: number, labels: Labels | undefined])[]

/** What is read at every scrape and flush. */
export class Collectors {
  readonly #all = new Set<Collecting>()
  readonly #timers: Timers
  readonly #deadlineMs: number
  #gathering: Promise<void> | undefined

  constructor(timers: Timers, deadlineMs: number) {
    this.#timers = timers
    this.#deadlineMs = deadlineMs
  }

  /** Reads a gauge from now on, until the answer is called. */
  add(family: Family, collector: Collector): () => void {
    // What an unlabelled gauge shows before anybody has read it would be made up.
    const series = new Set(family.labelNames.length === 0 ? family.cells() : [])
    const one = { family, collector, series, isRunning: false }
    this.#all.add(one)
    return () => void this.#all.delete(one)
  }

  /** Runs all of them side by side, none longer than the deadline. Those who ask meanwhile share the run. */
  gather(): Promise<void> {
    this.#gathering ??= Promise.all([...this.#all].map((one) => this.#read(one))).then(() => {
      this.#gathering = undefined
    })
    return this.#gathering
  }

  /** Ends when the collector does, or at the deadline; what it sets is taken as a whole or not at all. */
  async #read(one: Collecting): Promise<void> {
    // One that still hangs from last time is not started a second time.
    const said = one.isRunning ? 'collector_late' : await this.#run(one)
    if (typeof said === 'string') one.family.notes.failed(said)
    // A value that could not be read is not what it was last time.
    replace(one, typeof said === 'string' ? [] : said)
  }

  #run(one: Collecting): Promise<Said | 'collector_threw' | 'collector_late'> {
    return new Promise((resolve) => {
      const said: [number, Labels | undefined][] = []
      const aborted = new AbortController()
      const cancel = this.#timers.after(this.#deadlineMs, () => {
        resolve('collector_late')
        aborted.abort()
      })
      const collect = async (): Promise<void> => {
        one.isRunning = true
        const value = await one.collector((given, labels) => {
          if (!aborted.signal.aborted) said.push([given, labels && { ...labels }])
        }, aborted.signal)
        if (typeof value === 'number') said.push([value, undefined])
      }
      collect()
        .then(
          () => resolve(said),
          () => resolve('collector_threw'),
        )
        .finally(() => {
          one.isRunning = false
          cancel()
        })
    })
  }
}

function replace(one: Collecting, said: Said): void {
  const { family } = one
  const series = new Set<Cell>()
  for (const [value, labels] of said) {
    const cell = setGaugeOf(family, labels, value)
    if (cell !== undefined) series.add(cell)
  }
  for (const cell of one.series) if (!series.has(cell) && !cell.ended) family.end(cell)
  one.series = series
}
