// Run by the tests of threads: measures once, and reports until it is told to end.
import { parentPort, workerData } from 'node:worker_threads'
import { createMetrics } from '@sallyport/metrics'
import { reportMetrics } from '@sallyport/metrics/cluster'
import { shop } from './shop.ts'

const metrics = createMetrics({ catalog: shop })
metrics.add(shop.visits, workerData as number)
metrics.set(shop.baskets, workerData as number)
const end = async (message: unknown): Promise<void> => {
  if (message !== 'end') return
  metrics.add(shop.visits, 10)
  parentPort?.off('message', end)
  await report.close()
}
parentPort?.on('message', end)
const report = reportMetrics(metrics, parentPort)
