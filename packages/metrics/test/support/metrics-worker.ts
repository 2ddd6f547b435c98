// Run by the cluster's tests, as a worker: counts without a pause until it is told to stop.
import { createMetrics } from '@sallyport/metrics'
import { reportMetrics } from '@sallyport/metrics/cluster'
import { shop } from './shop.ts'

const id = process.argv[2] ?? ''
const metrics = createMetrics({ catalog: shop })
const report = reportMetrics(metrics, process)
metrics.set(shop.stock, Number(id), { item: id })

let total = 0
let isStopped = false
function work(): void {
  if (isStopped) return
  for (let i = 0; i < 50; i++) {
    metrics.add(shop.orders, 1, { country: id, channel: 'web' })
    metrics.add(shop.visits, 1)
    metrics.observe(shop.took, 0.5, { country: 'all' })
    total++
  }
  // real time: other processes run meanwhile
  setImmediate(work)
}

process.on('message', async (message) => {
  if (message !== 'stop' && message !== 'leave') return
  isStopped = true
  if (message === 'leave') await report.close()
  process.send?.({ total }, undefined, undefined, () => message === 'leave' && process.disconnect())
})
work()
