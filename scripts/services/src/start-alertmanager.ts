import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serviceBinary } from './find-service.ts'
import { saysReady } from './says-ready.ts'
import { type Server, type StartOptions, startServer } from './start-server.ts'

/** Options of {@link startAlertmanager}. */
export interface AlertmanagerOptions extends StartOptions {
  /** The text of `alertmanager.yml`. @default one receiver that tells nobody */
  readonly config?: string
}

/**
 * Starts an Alertmanager that is no part of a cluster.
 *
 * @example
 * ```ts
 * await using alertmanager = await startAlertmanager()
 * await fetch(`${alertmanager.url}/api/v2/alerts`)
 * ```
 */
export async function startAlertmanager(options: AlertmanagerOptions = {}): Promise<Server> {
  const { config = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n' } = options
  return startServer(
    {
      name: 'alertmanager',
      binary: serviceBinary('alertmanager'),
      args: ({ port, folder }) => [
        `--config.file=${join(folder, 'alertmanager.yml')}`,
        `--storage.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      url: ({ port }) => `http://127.0.0.1:${port}`,
      answers: saysReady,
      prepare: ({ folder }) => writeFile(join(folder, 'alertmanager.yml'), config),
    },
    options,
  )
}
