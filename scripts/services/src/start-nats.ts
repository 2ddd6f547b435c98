import { serviceBinary } from './find-service.ts'
import { firstAnswer } from './first-answer.ts'
import { type Server, type StartOptions, startServer } from './start-server.ts'

/**
 * Starts a NATS server that keeps nothing on disk.
 *
 * @example
 * ```ts
 * await using nats = await startNats()
 * const connection = await connect({ servers: nats.url })
 * ```
 */
export async function startNats(options: StartOptions = {}): Promise<Server> {
  return startServer(
    {
      name: 'nats',
      binary: serviceBinary('nats'),
      args: ({ port }) => ['--addr', '127.0.0.1', '--port', `${port}`],
      url: ({ port }) => `nats://127.0.0.1:${port}`,
      answers: async (place, signal) =>
        (await firstAnswer(place, 'PING\r\n', signal)).toString().startsWith('INFO '),
    },
    options,
  )
}
