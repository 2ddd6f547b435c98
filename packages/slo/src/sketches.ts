import { sketchIndex, sketchSize } from './sketch.ts'
import type { Span } from './source.ts'

/** One sketch as it is kept: its number, and pairs of a counter and its count. */
export type SketchCounts = readonly [id: number, counters: readonly (readonly [number, number])[]]

const kept = 3

/** Durations of the last one to one and a half periods, in three sketches of half a period each. */
export class Sketches {
  readonly widthMs: number
  readonly #ids: number[] = Array.from({ length: kept }, () => 0)
  readonly #counters: readonly Uint32Array[] = this.#ids.map(() => new Uint32Array(sketchSize))

  constructor(longestMs: number) {
    this.widthMs = Math.ceil(longestMs / 2)
  }

  count(seconds: number, at: number): void {
    this.#add(Math.ceil(at / this.widthMs), sketchIndex(seconds), 1)
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
    for (const [id, counters] of sketches)
      for (const [index, n] of counters) this.#add(id, index, n)
  }

  #add(id: number, index: number, n: number): void {
    const slot = id % kept
    const known = this.#ids[slot] as number
    if (known > id) return
    const counters = this.#counters[slot] as Uint32Array
    if (known < id) {
      counters.fill(0)
      this.#ids[slot] = id
    }
    counters[index] = Math.min((counters[index] as number) + n, 2 ** 32 - 1)
  }
}
