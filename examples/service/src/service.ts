import { auditEvents } from '@sallyport/audit-chain'
import type { Timers } from '@sallyport/core'
import { runtimeMetrics } from '@sallyport/metrics/runtime'
import { assembled } from './assembled.ts'
import { openAudit } from './audit.ts'
import { openBlocked } from './blocked.ts'
import { openDataFolder } from './data-folder.ts'
import { type Downstream, integration, standIn } from './downstream.ts'
import { openFlags } from './flags.ts'
import { endTimeoutMs, serviceHealth } from './health.ts'
import { metricsPage, metricsPort, serviceMetrics } from './measures.ts'
import type { Settings } from './settings.ts'
import { serviceSlos } from './slos.ts'
import { openStores } from './stores.ts'
import type { Time } from './time.ts'

export { type Downstream, standIn } from './downstream.ts'
export type { Caller } from './guards.ts'
export { endTimeoutMs } from './health.ts'
export { isDecodable } from './plain-path.ts'
export { serve } from './serve.ts'
export { type LoadedSettings, loadSettings, type Settings } from './settings.ts'
export { stopOnSignal } from './stop-on-signal.ts'
export type { Time } from './time.ts'
export { withSettings } from './with-settings.ts'

/** {@link Time}, what the service waits by, and what is outside of it. */
export interface Surroundings extends Time {
  readonly timers?: Timers
  /** What webhooks end in. @default a stand-in, as the settings say */
  readonly downstream?: Downstream
}

/** What each framework's server mounts. */
export type Service = Awaited<ReturnType<typeof createService>>

/** Opens what the service keeps, says how each is closed again, and assembles it. */
export async function createService(
  settings: Settings,
  print: (line: string) => void,
  { timers, downstream = standIn(settings, timers), ...time }: Surroundings = {},
) {
  const data = openDataFolder(settings)
  const metrics = serviceMetrics(time)
  const timed = { ...time, ...(timers && { timers }) }
  const audit = await openAudit({ ...settings, ...data }, print, { ...timed, metrics })
  const slos = serviceSlos(audit, metrics, time)
  const health = serviceHealth(audit, metrics, timed)
  const runtime = runtimeMetrics(metrics)
  // The last is closed first: each before what it still writes to.
  health.atEnd('metrics', () => metrics.close())
  health.atEnd('runtime', () => runtime.close())
  health.atEnd('audit log', () => audit.close())
  const close = async (): Promise<void> => {
    await health.drain({ delayMs: 0, timeoutMs: endTimeoutMs })
  }
  try {
    const { clock } = time
    const stores = await openStores(settings, data, time)
    health.atEnd('stores', stores.close)
    const flags = await openFlags(settings, stores.redis, {
      ...{ audit, metrics, ...(clock && { clock }), ...(timers && { timers }) },
    })
    health.atEnd('controls', () => flags.close())
    const blocked = await openBlocked(stores.redis, { audit, metrics })
    health.atEnd('blocked networks', () => blocked.close())
    const passedOn = integration(downstream, metrics, timers)
    const opened = { audit, metrics, slos, health, stores, flags, blocked, passedOn, time, timers }
    const parts = assembled(settings, opened)
    health.atEnd('keys', () => parts.keys.close())
    health.atEnd('live orders', () => parts.live.close())
    const own =
      settings.metrics && (await metricsPort(metricsPage(metrics, slos), settings.metrics))
    if (own !== undefined) health.atEnd('metrics port', () => own.close())
    await audit.record({ type: auditEvents.startup.type, outcome: 'success' })
    const seen = { log: audit.log, stores, flags, metrics, slos, health, metricsUrl: own?.url }
    return { ...parts, ...seen, close }
  } catch (error) {
    await close()
    throw error
  }
}
