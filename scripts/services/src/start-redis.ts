import { serviceBinary } from './find-service.ts'
import { firstAnswer } from './first-answer.ts'
import { type Server, type StartOptions, startServer } from './start-server.ts'

/**
 * Starts a Redis that keeps nothing on disk; `args: ['--appendonly', 'yes']` makes its data
 * outlive a restart.
 *
 * @example
 * ```ts
 * await using redis = await startRedis()
 * const client = createClient({ url: redis.url })
 * ```
 */
export async function startRedis(options: StartOptions = {}): Promise<Server> {
  return startServer(
    {
      name: 'redis',
      binary: serviceBinary('redis'),
      args: ({ port, folder }) => [
        '--bind',
        '127.0.0.1',
        '--port',
        `${port}`,
        '--dir',
        folder,
        '--save',
        '',
      ],
      url: ({ port }) => `redis://127.0.0.1:${port}`,
      answers: async (place, signal) =>
        (await firstAnswer(place, 'PING\r\n', signal)).toString() === '+PONG\r\n',
    },
    options,
  )
}
