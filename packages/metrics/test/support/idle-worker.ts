// Run by the tests of what keeps a process: reports, and has nothing else to do unless it listens.
import { createMetrics } from '@sallyport/metrics'
import { reportMetrics } from '@sallyport/metrics/cluster'

reportMetrics(createMetrics(), process)
if (process.argv[2] === 'listens') {
  process.on('message', (message) => {
    if (message !== 'end') return
    process.send?.('heard', undefined, undefined, () => process.disconnect())
  })
}
