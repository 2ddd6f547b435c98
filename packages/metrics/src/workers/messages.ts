import type { MetricDefinition } from '@sallyport/core'
import type { Exemplar } from '../cell.ts'

/** Marks our messages among whatever else travels on a channel, and says of which form they are. */
const mark = 'sallyport.metrics'
const form = 1

/** From the primary: who is there? */
export interface Who {
  readonly who: true
}

/** From a worker: here are metrics, by a number that is theirs in this process, and a report that tells of them. */
export interface Hello {
  readonly hello: number
  readonly report: number
}

/** From the primary: how do they stand? */
export interface Ask {
  readonly ask: number
  readonly source: number
  /** Whether to begin with everything there is, because what came before was not taken. */
  readonly fresh: boolean
  /** The newest exemplar that is known. */
  readonly since: number
}

/** What changed in a worker's series, and the numbers of all of them. */
export interface Standing {
  readonly fresh: boolean
  /** The metrics that were not there before; they are numbered on. */
  readonly families: readonly MetricDefinition[]
  /** The series that were not there before, at the end of all others, by metric. */
  readonly series: readonly (readonly [family: number, values: readonly string[]])[]
  /** Of each series in turn: a counter's value and rollovers, a gauge's value, a histogram's sum and counts. */
  readonly numbers: readonly number[]
  /** Places of series whose numbers are their last ones. */
  readonly ended: readonly number[]
  readonly exemplars: readonly (Exemplar & { readonly series: number; readonly bucket: number })[]
}

/** From a worker, to an `Ask`. Its last one, unasked, answers 0. */
export interface Answer extends Standing {
  readonly answer: number
  readonly source: number
}

/** A message as it travels. */
export const marked = (message: Who | Hello | Ask | Answer): object => ({
  [mark]: form,
  ...message,
})

/** Whether a message is one of ours. What it says is for others to judge. */
export const isMarked = (message: unknown): message is Readonly<Record<string, unknown>> =>
  typeof message === 'object' && message !== null && Reflect.get(message, mark) === form
