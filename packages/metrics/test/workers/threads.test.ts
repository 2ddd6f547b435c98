import { once } from 'node:events'
import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { createMetrics } from '@sallyport/metrics'
import { mergeWorkers, reportMetrics, workerMetrics } from '@sallyport/metrics/cluster'
import { expect, it, vi } from 'vitest'
import { shop } from '../support/shop.ts'

it('counts threads over their own ports, and what they had when they are gone', async () => {
  const metrics = createMetrics({ catalog: shop })
  const all = mergeWorkers({ metrics, askMs: 20_000 })
  const file = join(import.meta.dirname, '../support/metrics-thread.ts')
  const threads = [1, 2].map((by) => new Worker(file, { workerData: by, execArgv: [] }))
  for (const thread of threads) all.add(thread)
  await vi.waitFor(
    async () => {
      await all.gather()
      expect(all.read(shop.visits)[0]?.value).toBe(3)
    },
    { timeout: 50_000, interval: 20 },
  )
  expect(all.read(shop.baskets)[0]?.value).toBe(3)
  // Nothing keeps them, and what they counted since is their last report.
  const ends = threads.map((thread) => once(thread, 'exit'))
  for (const thread of threads) thread.postMessage('end')
  await Promise.all(ends)
  await all.gather()
  expect(all.read(shop.visits)[0]?.value).toBe(23)
  // The primary's own is left.
  expect(all.read(shop.baskets)[0]?.value).toBe(0)
  expect(metrics.read(workerMetrics.ended)[0]?.value).toBe(2)
  all.close()
})

it('keeps what was counted over a MessagePort that is closed', async () => {
  const all = mergeWorkers({ metrics: createMetrics({ catalog: shop }) })
  const { port1, port2 } = new MessageChannel()
  const metrics = createMetrics({ catalog: shop })
  all.add(port1)
  const report = reportMetrics(metrics, port2)
  metrics.add(shop.orders, 5, { country: 'NO', channel: 'web' })
  const closed = once(port1, 'close')
  await report.close()
  port2.close()
  await closed
  await all.gather()
  expect(all.read(shop.orders)[0]?.value).toBe(5)
  all.close()
})
