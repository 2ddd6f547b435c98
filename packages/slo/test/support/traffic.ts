import { defineMetric, type MetricDefinition } from '@sallyport/core'

export const minute = 60_000
export const hour: number = 60 * minute
export const day: number = 24 * hour
export const scrapeMs: number = minute
export const start: number = Date.parse('2026-03-01T00:00:00Z')

const bounds = [0.1, 0.5, 2] as const

export const metrics: {
  readonly requests: MetricDefinition<{ readonly status: '2xx' | '5xx' }>
  readonly duration: MetricDefinition
} = {
  requests: defineMetric({
    id: 'shop.requests',
    kind: 'counter',
    unit: '1',
    help: 'Requests.',
    labels: { status: ['2xx', '5xx'] },
  }),
  duration: defineMetric({
    id: 'shop.request_duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long they took.',
    buckets: bounds,
  }),
}

/** One request. */
export interface Event {
  readonly at: number
  readonly isGood: boolean
  readonly seconds: number
}

/** Requests of a day with busy and quiet hours, and a bad one now and then: always the same. */
export function eventsOf({
  from,
  to,
  perMinute,
}: {
  readonly from: number
  readonly to: number
  readonly perMinute: number
}): Event[] {
  let seed = 7
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return seed / 2 ** 32
  }
  const events: Event[] = []
  for (let at = from; ; ) {
    const rate = perMinute * (1 + 0.9 * Math.sin(((at - from) / day) * 2 * Math.PI))
    at += Math.max(1, Math.round((2 * random() * minute) / rate))
    if (at > to) return events
    // Never exactly a bound: a bucket includes it, a recorder does not.
    events.push({ at, isGood: random() > 0.008, seconds: 0.05 + random() ** 4 * 0.9001 })
  }
}

/** Counters, as a process has them and a scrape finds them, in OpenMetrics. */
export class Backfill {
  readonly #lines: Record<'requests' | 'duration', string[]> = { requests: [], duration: [] }
  #good = 0
  #bad = 0
  #buckets = [0, 0, 0, 0]

  count({ isGood, seconds }: Event): void {
    if (isGood) this.#good++
    else this.#bad++
    for (const [index, le] of [...bounds, Number.POSITIVE_INFINITY].entries())
      if (seconds <= le) this.#buckets[index] = (this.#buckets[index] ?? 0) + 1
  }

  reset(): void {
    this.#good = 0
    this.#bad = 0
    this.#buckets = [0, 0, 0, 0]
  }

  scrape(at: number): void {
    const time = at / 1_000
    this.#lines.requests.push(
      `shop_requests_total{status="2xx"} ${this.#good} ${time}`,
      `shop_requests_total{status="5xx"} ${this.#bad} ${time}`,
    )
    const les = [...bounds.map(String), '+Inf']
    this.#lines.duration.push(
      ...les.map(
        (le, index) =>
          `shop_request_duration_seconds_bucket{le="${le}"} ${this.#buckets[index]} ${time}`,
      ),
      `shop_request_duration_seconds_count ${this.#buckets.at(-1)} ${time}`,
      `shop_request_duration_seconds_sum 0 ${time}`,
    )
  }

  text(): string {
    const { requests, duration } = this.#lines
    return [
      '# TYPE shop_requests counter',
      ...requests,
      '# TYPE shop_request_duration_seconds histogram',
      ...duration,
      '# EOF',
      '',
    ].join('\n')
  }
}
