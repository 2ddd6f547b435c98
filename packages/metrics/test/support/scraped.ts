import type { Server } from '@sallyport-scripts/services'
import { parsePage } from './parse-page.ts'

/** One series that a Prometheus answers. */
export interface Result {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

/** What a Prometheus answers to a query. */
export async function askPrometheus(prometheus: Server, query: string): Promise<readonly Result[]> {
  const url = `${prometheus.url}/api/v1/query?${new URLSearchParams({ query })}`
  const { data } = (await (await fetch(url)).json()) as { data: { result: Result[] } }
  return data.result
}

/** How a configuration of Prometheus begins: it asks often. */
export const often = 'global: { scrape_interval: 250ms, scrape_timeout: 250ms }'

/** Targets whose page it did not take within the last minute. One that a busy machine sent too late was not refused. */
export const refused = (prometheus: Server): Promise<readonly Result[]> =>
  askPrometheus(prometheus, 'max_over_time((up == 0 and scrape_duration_seconds < 0.25)[1m:250ms])')

/** Samples it threw away because another one of the same series came with the same scrape. */
export async function duplicates(prometheus: Server): Promise<number> {
  const page = await (await fetch(`${prometheus.url}/metrics`)).text()
  const sample = parsePage(page)
    .flatMap(({ samples }) => samples)
    .find(({ name }) => name === 'prometheus_target_scrapes_sample_duplicate_timestamp_total')
  return sample?.value ?? Number.NaN
}
