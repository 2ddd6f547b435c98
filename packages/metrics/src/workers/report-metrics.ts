import type { Metrics } from '../metrics.ts'
import { checkedChannel, listen, post, type WorkerChannel } from './channel.ts'
import { type Ask, isMarked, marked } from './messages.ts'
import { Report } from './report.ts'

/** Ends what {@link reportMetrics} began. */
export interface MetricsReport {
  /** Sends how the metrics stand, for the last time: what a worker should do before it ends. Never rejects. */
  close(): Promise<void>
}

// The same metrics have the same number, so that saying hello twice counts nothing twice.
const numbers = new WeakMap<object, number>()
let last = 0
let reports = 0

/**
 * In a worker: answers its primary's {@link mergeWorkers} whenever it asks. One report for each channel. It keeps no process
 * and no thread: where your own code listens to the same port, and lives on it, call it after that.
 *
 * @throws TypeError for metrics that are none, and where there is no primary.
 *
 * @example
 * ```ts
 * import { MessageChannel } from 'node:worker_threads'
 * import { createMetrics } from '@sallyport/metrics'
 * import { reportMetrics } from '@sallyport/metrics/cluster'
 *
 * const { port1, port2 } = new MessageChannel() // in a worker: process, or parentPort
 * const report = reportMetrics(createMetrics(), port1)
 * await report.close()
 * port2.close()
 * ```
 */
export function reportMetrics(
  metrics: Pick<Metrics, 'gather' | 'families'>,
  channel: WorkerChannel | null,
): MetricsReport {
  if (typeof metrics?.gather !== 'function') {
    throw new TypeError(`metrics: reportMetrics() takes metrics, got ${typeof metrics}`)
  }
  const primary = checkedChannel(channel)
  const source = numbers.get(metrics) ?? ++last
  numbers.set(metrics, source)
  const report = new Report()
  let hasAnswered = false
  const hello = marked({ hello: source, report: ++reports })
  const answer = (ask: Pick<Ask, 'ask' | 'fresh' | 'since'>): void => {
    hasAnswered = true
    post(primary, marked({ answer: ask.ask, source, ...report.standing(metrics.families(), ask) }))
  }
  const heard = (message: unknown): void => {
    if (!isMarked(message)) return
    if (message.who === true) post(primary, hello)
    if (isAsk(message) && message.source === source) {
      // Whatever comes next is to begin anew, though it be the last words.
      if (message.fresh) hasAnswered = false
      const said = () => isOver || answer(message)
      metrics.gather().then(said, said)
    }
  }
  let isOver = false
  const stop = listen(primary, { heard, gone: () => stop() })
  quieten(primary)
  post(primary, hello)
  return {
    async close() {
      if (isOver) return
      isOver = true
      stop()
      await metrics.gather().catch(() => {})
      answer({ ask: 0, fresh: !hasAnswered, since: Number.MIN_SAFE_INTEGER })
    },
  }
}

const isAsk = (message: Readonly<Record<string, unknown>>): message is Ask & typeof message =>
  Number.isSafeInteger(message.ask) &&
  typeof message.fresh === 'boolean' &&
  typeof message.since === 'number'

/** A process is not kept by our listening to its channel; it is by others who listen, also later. */
function quieten(process: WorkerChannel): void {
  if (process.channel == null || process.listenerCount?.('message') !== 1) return
  process.channel.unref()
  const listening = (event: unknown): void => {
    if (event !== 'message') return
    process.channel?.ref()
    process.off('newListener', listening)
  }
  process.on('newListener', listening)
}
