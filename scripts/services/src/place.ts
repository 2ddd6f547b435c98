import { randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where one server lives: a port of 127.0.0.1 and a folder of its own. */
export interface Place {
  readonly port: number
  readonly folder: string
}

const tries = 50

/**
 * Reserves a free port by creating the folder named after it.
 *
 * The folder, not the port, is what two test processes cannot both have: it keeps the port
 * theirs before the server listens and while the server is down between two lives.
 */
export async function reservePlace(): Promise<Place> {
  for (let attempt = 0; attempt < tries; attempt++) {
    // Below the ports the system gives to outgoing connections. Among those, a client that
    // retries while its server is down ends up connected to itself, and the port is gone.
    const port = randomInt(20_000, 32_000)
    const folder = join(tmpdir(), `sallyport-${port}`)
    if ((await isFree(port)) && (await created(folder))) return { port, folder }
  }
  throw new Error(`services: no free port in ${tries} tries`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

async function created(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
