import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serviceBinary } from './find-service.ts'
import { saysReady } from './says-ready.ts'
import { type Server, type StartOptions, startServer } from './start-server.ts'

/** Options of {@link startPrometheus}. */
export interface PrometheusOptions extends StartOptions {
  /** The text of `prometheus.yml`. @default nothing to scrape */
  readonly config?: string
}

/**
 * Starts a Prometheus. A change of `prometheus.yml` in its folder takes effect with
 * `POST /-/reload`.
 *
 * @example
 * ```ts
 * await using prometheus = await startPrometheus({ config: 'global: { scrape_interval: 1s }' })
 * const answer = await fetch(`${prometheus.url}/api/v1/query?query=up`)
 * ```
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<Server> {
  const { config = 'scrape_configs: []\n' } = options
  return startServer(
    {
      name: 'prometheus',
      binary: serviceBinary('prometheus'),
      args: ({ port, folder }) => [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-lifecycle',
      ],
      url: ({ port }) => `http://127.0.0.1:${port}`,
      answers: saysReady,
      prepare: ({ folder }) => writeFile(join(folder, 'prometheus.yml'), config),
    },
    options,
  )
}
