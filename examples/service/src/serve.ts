import type { Server } from 'node:http'
import { announcement } from './announcement.ts'
import { listening } from './listening.ts'
import type { Service } from './service.ts'
import type { Settings } from './settings.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/**
 * Serves on the server of a framework until a signal asks the process to end. Rejects with a StartError, and has
 * closed the service, where nobody can listen.
 */
export async function serve(server: Server, service: Service, settings: Settings): Promise<void> {
  try {
    const demoKey = await service.demoKey()
    const { host, port } = settings
    service.live.on(server)
    // First: whoever has read where it is may ask it to end.
    stopOnSignal(server, service, settings)
    const url = await listening(server, { host, port, named: 'HOST and PORT' })
    console.log(announcement(url, settings, { demoKey, metricsUrl: service.metricsUrl }))
  } catch (error) {
    await service.close()
    throw error
  }
}
