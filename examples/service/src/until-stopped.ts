import type { Server } from 'node:http'

/** Resolves when a signal asks the process to stop and the server has closed. */
export function untilStopped(server: Pick<Server, 'close' | 'closeAllConnections'>): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      server.close(() => resolve())
      // A client that keeps its connection must not keep the process.
      server.closeAllConnections()
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
  })
}
