import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serviceBinary } from './find-service.ts'
import type { Place } from './place.ts'
import { saysReady } from './says-ready.ts'
import { type Server, type StartOptions, startServer } from './start-server.ts'

/** Options of {@link startNginx}. */
export interface NginxOptions extends StartOptions {
  /** What stands in its one `server` block, besides where it listens. @default nothing */
  readonly server?: string
}

/**
 * Starts an nginx of one process. `/-/ready` is its own.
 *
 * @example
 * ```ts
 * await using nginx = await startNginx({ server: 'location / { proxy_pass http://127.0.0.1:8080; }' })
 * const answer = await fetch(nginx.url)
 * ```
 */
export async function startNginx(options: NginxOptions = {}): Promise<Server> {
  const { server = '' } = options
  return startServer(
    {
      name: 'nginx',
      binary: serviceBinary('nginx'),
      args: ({ folder }) => ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')],
      url: ({ port }) => `http://127.0.0.1:${port}`,
      answers: saysReady,
      prepare: (place) => writeFile(join(place.folder, 'nginx.conf'), configOf(place, server)),
    },
    options,
  )
}

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

// One process: it writes only into its folder, and a signal ends all of it.
const configOf = ({ port, folder }: Place, server: string): string => `daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location = /-/ready { return 200; }
    ${server}
  }
}
`
