import {
  type Check,
  type MetricsSink,
  type Random,
  systemRandom,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import { observeSync } from '@sallyport/metrics/catalogs'
import type { ClaimedDelivery } from '@sallyport/webhook-auth'
import type { Settings } from './settings.ts'

/** Another system that webhooks end in. */
export interface Downstream {
  /** Keeps a record. Rejects where that failed; ends when the signal says that nobody waits. */
  create(kind: string, record: unknown, signal: AbortSignal): Promise<void>
}

/** For the framework to send. */
export interface Passed {
  readonly status: 200 | 502 | 504
  readonly body: object
}

/** What keeps another system in step. */
export interface Integration {
  /** What the sender of a webhook is answered: with a failure it tries again, and is let in. */
  handle(service: string, received: unknown, delivery: ClaimedDelivery['delivery']): Promise<Passed>
  readonly check: Check
}

const mostMs = 5_000

/** Passes on what webhooks say, counts how that goes, and waits for no longer than a sender does. */
export function integration(
  downstream: Downstream,
  metrics: MetricsSink,
  timers: Timers = systemTimers,
): Integration {
  let last: 'failed' | 'timeout' | undefined
  return {
    async handle(service, received, delivery) {
      const stop = new AbortController()
      const cancel = timers.after(mostMs, () => stop.abort())
      const reason = () => (stop.signal.aborted ? 'timeout' : 'failed')
      const sync = { dataType: service, operation: 'create', reasonOf: reason } as const
      try {
        await observeSync(metrics, sync, () => downstream.create(service, received, stop.signal))
      } catch {
        last = reason()
        const error = 'What was sent could not be passed on. Send it again.'
        const status = last === 'timeout' ? 504 : 502
        return { status, body: { error, status: `downstream_${last}` } }
      } finally {
        cancel()
      }
      last = undefined
      // Before the answer, which its sender may not wait for.
      await delivery.done()
      return { status: 200, body: { service, received } }
    },
    // Nothing is asked for it: each webhook asks.
    check: () =>
      last === undefined ? { ok: true } : { ok: true, degraded: true, message: `last: ${last}` },
  }
}

/** Stands in for Airtable: as slow as the settings say, and failing as often. */
export function standIn(
  { downstreamMs, downstreamFails }: Pick<Settings, 'downstreamMs' | 'downstreamFails'>,
  timers: Timers = systemTimers,
  random: Random = systemRandom,
): Downstream {
  return {
    async create(_kind, _record, signal) {
      if (downstreamMs > 0) await waited(downstreamMs, timers, signal)
      const [chance = 0] = random(1)
      if (chance < downstreamFails * 2.56) throw new Error('Airtable answered 500')
    },
  }
}

const waited = (ms: number, timers: Timers, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = timers.after(ms, resolve)
    signal.addEventListener('abort', () => {
      cancel()
      reject(signal.reason)
    })
  })
