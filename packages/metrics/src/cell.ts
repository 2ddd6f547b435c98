import type { Family } from './family.ts'

/** The trace that an observation was made in, as OpenMetrics prints it beside the value. */
export interface Exemplar {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

/**
 * One series: the one place where its numbers are. Handles and the sink write to it, everything else reads.
 * A counter's sum since it began is `value + rollovers * 2 ** 53`.
 */
export class Cell {
  readonly family: Family
  /** In the order of the family's `labelNames`. The empty text is a label that is not there. */
  readonly values: readonly string[]
  /** A counter's or gauge's value, a histogram's sum. */
  value = 0
  /** A histogram's observations. */
  count = 0
  /** A histogram's observations by bucket, not cumulative; the last is what is above all bounds. */
  readonly counts: Float64Array | undefined
  /** How often a counter passed 2^53, from where adding one is adding nothing, and went on from zero. */
  rollovers = 0
  /** How often series of these labels may have begun again before this one. */
  readonly generation: number
  /** Where what found no place of its own is summed up. */
  readonly overflow: boolean
  /** The last exemplar by bucket; a counter has one. */
  exemplars: (Exemplar | undefined)[] | undefined = undefined
  /** For a renderer: what it makes of names and labels once, and reuses. */
  rendered: unknown = undefined
  /** It has expired: the series, if it is measured again, has another cell. */
  ended = false
  /** What the last look at whether it is idle saw, and since when. */
  seen = 0
  seenAt: number

  constructor(family: Family, values: readonly string[], overflow: boolean, now: number) {
    this.family = family
    this.values = values
    this.overflow = overflow
    this.generation = family.generation
    this.seenAt = now
    const { bounds } = family
    this.counts = bounds === undefined ? undefined : new Float64Array(bounds.length + 1)
  }
}
