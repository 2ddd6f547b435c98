import type { Server } from 'node:http'
import { drainOnSignal, type Health } from '@sallyport/health'
import { endTimeoutMs as timeoutMs } from './health.ts'
import type { Settings } from './settings.ts'
import type { Upgrades } from './upgrades.ts'

/**
 * Ends the process when a signal asks for it: SIGTERM when balancers have noticed and no request is left,
 * SIGINT without waiting for balancers, for somebody sits at the terminal. The same a second time ends it at once.
 */
export function stopOnSignal(
  server: Pick<Server, 'close' | 'closeAllConnections'>,
  { health, live }: { readonly health: Health; readonly live: Pick<Upgrades, 'close'> },
  { drainMs }: Settings,
): void {
  // Given last, so closed first: no request may come to what is closed.
  health.atEnd('server', async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // A client that keeps its connection must not keep the process.
    server.closeAllConnections()
    // Those that are WebSockets by now it does not count among them, and waits for.
    await live.close()
    return closed
  })
  drainOnSignal(health, { delayMs: drainMs, timeoutMs, signals: ['SIGTERM'] })
  drainOnSignal(health, { delayMs: 0, timeoutMs, signals: ['SIGINT'] })
}
