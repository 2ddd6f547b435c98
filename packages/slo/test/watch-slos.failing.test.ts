import { coreMetrics } from '@sallyport/core'
import { recordAudit, recordMetrics } from '@sallyport/core/testing'
import { memorySource, recorder, watchSlos } from '@sallyport/slo'
import { describe, expect, it } from 'vitest'
import { sloOf } from './support/slo-of.ts'

const slo = sloOf()
const full = new Error('the disk is full')

function breached() {
  const recorded = recorder(slo)
  recorded.record(false)
  const heard: unknown[] = []
  return { source: memorySource([recorded]), heard, onError: (error: unknown) => heard.push(error) }
}

describe('a watch is not disturbed', () => {
  it('by a metrics sink that throws, which is told', async () => {
    const { source, heard, onError } = breached()
    const audit = recordAudit()
    const set = (): void => {
      throw full
    }
    const watch = watchSlos([slo], source, { metrics: { ...recordMetrics(), set }, audit, onError })
    expect((await watch.evaluate()).map(({ state }) => state)).toEqual(['breached'])
    expect(heard).toEqual([full])
    expect(audit.events).toHaveLength(1)
  })

  it('by an audit sink that rejects, which is counted and told, whatever hears of it', async () => {
    const { source } = breached()
    const metrics = recordMetrics()
    const audit = { record: () => Promise.reject(full) }
    const onError = (): void => {
      throw full
    }
    const watch = watchSlos([slo], source, { metrics, audit, onError })
    await watch.evaluate()
    // Unhandled, a rejection would end the run.
    // real time: one turn, until what was rejected is heard
    await new Promise(setImmediate)
    expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
  })
})
