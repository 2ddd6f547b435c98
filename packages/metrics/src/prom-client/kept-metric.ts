import type { Series } from '@sallyport/core'
import type { RegistryMetric } from './prom-registry.ts'
import { readAnswer, type Standing } from './read-answer.ts'

/** What was last read of one metric of a registry. */
export class KeptMetric {
  readonly metric: RegistryMetric
  series: readonly Series[] = []
  /** When it was read. Undefined before it was, and after it threw. */
  readAt: number | undefined = undefined
  /** While it has not answered it is not asked a second time. */
  #answer: Promise<void> | undefined
  #last: ReadonlyMap<string, Series> = new Map()
  #began: number

  /** `began` is how often series of that name may have begun again before. */
  constructor(metric: RegistryMetric, began: number) {
    this.metric = metric
    this.#began = began
  }

  /** How often series of it may have begun again so far. */
  get began(): number {
    return this.#began
  }

  /** Asks it. Never rejects. */
  ask(now: () => number): Promise<void> {
    this.#answer ??= this.#read(now).finally(() => {
      this.#answer = undefined
    })
    return this.#answer
  }

  async #read(now: () => number): Promise<void> {
    try {
      // Before it answers: what is measured meanwhile may be in the answer or not.
      const at = now()
      this.#take(readAnswer(await this.metric.get(), this.metric.type))
      this.readAt = at
    } catch {
      this.readAt = undefined
    }
  }

  #take(found: ReadonlyMap<string, Standing>): void {
    // One that was removed may come back before it is missed again. One reset too many tells nobody a wrong rate.
    if ([...this.#last.keys()].some((key) => !found.has(key))) this.#began++
    const series = new Map<string, Series>()
    for (const [key, one] of found) {
      const before = this.#last.get(key)
      const fell = before !== undefined && hasFallen(before, one, this.metric.type)
      const resets = fell ? before.resets + 1 : (before?.resets ?? this.#began)
      this.#began = Math.max(this.#began, resets)
      series.set(key, { ...one, resets })
    }
    this.#last = series
    this.series = [...series.values()]
  }
}

const hasFallen = (before: Standing, now: Standing, type: string): boolean =>
  (type === 'counter' && (now.value ?? 0) < (before.value ?? 0)) ||
  (type === 'histogram' && (now.histogram?.count ?? 0) < (before.histogram?.count ?? 0))
