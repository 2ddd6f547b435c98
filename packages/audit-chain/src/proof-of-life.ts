import { type FileHandle, open, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { unlessMissing } from './disk-files.ts'
import { type Holder, type Self, startOf } from './lock-holder.ts'

/** What ends with the process, however it ends. */
export interface ProofOfLife {
  close(): Promise<void>
}

/**
 * Listens on a socket in the directory: a process that is killed listens no more. Unlike a pid this holds
 * across containers that share the directory; unlike an abstract socket nobody else can take its name.
 * None where the file system has no sockets.
 */
export async function proveLife(directory: string, name: string): Promise<ProofOfLife | undefined> {
  const socket = await shortPath(directory, name)
  // Node 22 cuts a longer path off without a word, and listens where nobody asks.
  if (Buffer.byteLength(socket.path) > longest) {
    await socket.close()
    return undefined
  }
  try {
    const server = await listening(socket.path)
    return {
      close: async () => {
        await new Promise((resolve) => server.close(resolve))
        await socket.close()
        await unlink(join(directory, name)).catch(unlessMissing)
      },
    }
  } catch (error) {
    await socket.close()
    if (unable.has(codeOf(error))) return undefined
    throw error
  }
}

const unable: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EINVAL',
  'ENAMETOOLONG',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EPERM',
])

function listening(path: string): Promise<Server> {
  const server = createServer((connection) => connection.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Exclusive: in a cluster's worker the primary would listen, and outlive it.
    server.listen({ path, exclusive: true }, () => {
      server.unref()
      server.off('error', reject)
      // What a failed accept means: somebody asked, and has been answered by being let in.
      server.on('error', () => {})
      resolve(server)
    })
  })
}

/** `unknown` if it cannot be seen from here. */
export type Life = 'alive' | 'dead' | 'unknown'

/** Whether the holder of a lock lives. */
export async function lifeOf(
  holder: Holder,
  directory: string,
  name: string,
  me: Self,
): Promise<Life> {
  if (holder.host !== me.host) return 'unknown'
  if (holder.boot !== undefined && me.boot !== undefined && holder.boot !== me.boot) return 'dead'
  if (holder.listens) return await answers(directory, name)
  if (holder.pids !== me.pids) return 'unknown'
  return (await runs(holder)) ? 'alive' : 'dead'
}

async function answers(directory: string, name: string): Promise<Life> {
  const socket = await shortPath(directory, name)
  try {
    return await new Promise((resolve) => {
      const connection = connect(socket.path)
      connection.on('error', (error) => {
        const gone = ['ECONNREFUSED', 'ENOENT'].includes(String(codeOf(error)))
        resolve(gone ? 'dead' : 'unknown')
      })
      connection.on('connect', () => {
        connection.destroy()
        resolve('alive')
      })
    })
  } finally {
    await socket.close()
  }
}

async function runs({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (codeOf(error) === 'ESRCH') return false
  }
  const now = await startOf(pid)
  return started === undefined || now === undefined || started === now
}

interface ShortPath {
  readonly path: string
  close(): Promise<void>
}

// unix(7): 108 bytes on Linux, 104 elsewhere, with the zero at the end.
const longest = 103

async function shortPath(directory: string, name: string): Promise<ShortPath> {
  const path = join(directory, name)
  if (Buffer.byteLength(path) <= longest || process.platform !== 'linux') {
    return { path, close: async () => {} }
  }
  const handle: FileHandle = await open(directory)
  return { path: `/proc/self/fd/${handle.fd}/${name}`, close: () => handle.close() }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code
