import { sketchIndex, sketchSize } from './sketch.ts'
import type { Span } from './source.ts'

/** One sketch as it is kept: its number, and pairs of a counter and its count. */
export type SketchCounts = readonly [id: number, counters: readonly (readonly [number, number])[]]

const kept = 3
const late = new Uint32Array(0)

/** Durations of the last one to one and a half periods, in three sketches of half a period each. */
export class Sketches {
  readonly widthMs: number
  readonly #ids: number[] = Array.from({ length: kept }, () => 0)
  // The sketch that durations are in now; of those that come too late, one that nobody reads.
  #current: Uint32Array = new Uint32Array(0)
  #start = Number.POSITIVE_INFINITY
  #end = Number.NEGATIVE_INFINITY
  readonly #counters: readonly Uint32Array[] = this.#ids.map(() => new Uint32Array(sketchSize))

  constructor(longestMs: number) {
    this.widthMs = Math.ceil(longestMs / 2)
  }

  count(seconds: number, at: number): void {
    if (!(at > this.#start && at <= this.#end)) this.#turn(at)
    const index = sketchIndex(seconds)
    const n = this.#current[index] as number
    // Four thousand million: it stays there instead of beginning again.
    if (n < 2 ** 32 - 1) this.#current[index] = n + 1
  }

  /** All counters of a span, rounded outwards, and the span it is. */
  sum({ from, to }: Span): { readonly counters: Float64Array; readonly of: Span } {
    const first = Math.floor(from / this.widthMs) + 1
    const last = Math.ceil(to / this.widthMs)
    const counters = new Float64Array(sketchSize)
    for (const [slot, id] of this.#ids.entries()) {
      if (id < first || id > last) continue
      for (const [index, n] of (this.#counters[slot] as Uint32Array).entries())
        counters[index] = (counters[index] as number) + n
    }
    return { counters, of: { from: (first - 1) * this.widthMs, to } }
  }

  sketches(): SketchCounts[] {
    return this.#ids
      .map(
        (id, slot): SketchCounts => [
          id,
          [...(this.#counters[slot] as Uint32Array).entries()].filter(([, n]) => n > 0),
        ],
      )
      .filter(([, counters]) => counters.length > 0)
      .toSorted(([a], [b]) => a - b)
  }

  load(sketches: readonly SketchCounts[]): void {
    for (const [id, pairs] of sketches) {
      const counters = this.#at(id) ?? late
      for (const [index, n] of pairs)
        counters[index] = Math.min((counters[index] ?? 0) + n, 2 ** 32 - 1)
    }
  }

  #turn(at: number): void {
    const id = Math.ceil(at / this.widthMs)
    this.#end = id * this.widthMs
    this.#start = this.#end - this.widthMs
    this.#current = this.#at(id) ?? late
  }

  /** The counters of that number; undefined where a later sketch has their place. */
  #at(id: number): Uint32Array | undefined {
    const slot = id % kept
    const known = this.#ids[slot] as number
    if (known > id) return undefined
    const counters = this.#counters[slot] as Uint32Array
    if (known < id) counters.fill(0)
    this.#ids[slot] = id
    return counters
  }
}
