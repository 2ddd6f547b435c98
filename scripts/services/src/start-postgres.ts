import { execFile, execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { serviceBinary } from './find-service.ts'
import { firstAnswer } from './first-answer.ts'
import type { Place } from './place.ts'
import { plainEnvironment, type Recipe } from './recipe.ts'
import { type Server, type StartOptions, startServer } from './start-server.ts'

const run = promisify(execFile)

/**
 * Starts a PostgreSQL with an empty database `postgres` and a superuser `postgres` that needs no
 * password. What was committed outlives a restart and a killed server.
 *
 * @example
 * ```ts
 * await using postgres = await startPostgres({ args: ['-c', 'max_connections=20'] })
 * const pool = new Pool({ connectionString: postgres.url })
 * ```
 */
export async function startPostgres(options: StartOptions = {}): Promise<Server> {
  const binary = realpathSync(serviceBinary('postgres'))
  const user = process.getuid?.() === 0 ? { user: account('postgres') } : {}
  return startServer(
    {
      name: 'postgres',
      binary,
      args: ({ port, folder }) => ['-D', dataFolder(folder), '-p', `${port}`, ...settings(folder)],
      url: ({ port }) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
      answers: async (place, signal) =>
        (await firstAnswer(place, startupPacket, signal)).toString('latin1', 0, 1) === 'R',
      prepare: (place) => createCluster(join(dirname(binary), 'initdb'), place, user),
      // SIGTERM would wait until every client has left.
      stopSignal: 'SIGINT',
      ...user,
    },
    options,
  )
}

/** It refuses to run as root, so under root it runs as the account that its package made. */
function account(name: string): { uid: number; gid: number } {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function createCluster(
  initdb: string,
  { folder }: Place,
  { user }: Pick<Recipe, 'user'>,
): Promise<void> {
  if (user) await chown(folder, user.uid, user.gid)
  await run(
    initdb,
    ['-D', dataFolder(folder), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'],
    { cwd: folder, env: plainEnvironment(), ...user },
  )
}

function settings(folder: string): string[] {
  return [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'full_page_writes=off',
  ].flatMap((setting) => ['-c', setting])
}

function dataFolder(folder: string): string {
  return join(folder, 'data')
}

/** Protocol 3.0's StartupMessage; the answer starts with `R` once the server takes connections. */
const startupPacket: Buffer = (() => {
  const body = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([length, body])
})()
