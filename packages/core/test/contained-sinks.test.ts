import { containedSinks, coreMetrics } from '@sallyport/core'
import { recordAudit, recordMetrics } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

// real time: one turn, until what was rejected is heard
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const event = { type: 'feed.renewed', outcome: 'success' } as const
const failed = new Error('failed')

describe.each([
  [
    'throws',
    () => {
      throw failed
    },
  ],
  ['rejects', () => Promise.reject(failed)],
])('what %s', (_, fail) => {
  it('as an audit sink is counted and told, and ends nothing', async () => {
    const metrics = recordMetrics()
    const heard: unknown[] = []
    const onError = (error: unknown) => void heard.push(error)
    containedSinks({ audit: { record: fail }, metrics, onError }).record(event)
    await settled()
    expect(heard).toEqual([failed])
    expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
  })

  it('as a metrics sink too hides nothing of that', async () => {
    const heard: unknown[] = []
    const metrics = { ...recordMetrics(), add: fail }
    const onError = (error: unknown) => void heard.push(error)
    containedSinks({ audit: { record: fail }, metrics, onError }).record(event)
    await settled()
    expect(heard).toEqual([failed, failed])
  })

  it('as a listener is told', async () => {
    const heard: unknown[] = []
    containedSinks({ onError: (error) => void heard.push(error) }).attempt(fail)
    await settled()
    expect(heard).toEqual([failed])
  })

  it('as onError disturbs nobody', async () => {
    const { tell, attempt } = containedSinks({ onError: fail })
    tell(failed)
    attempt(fail)
    // Unhandled, the rejection would end the run.
    await settled()
  })
})

describe('sinks that work', () => {
  it('are written to at once', () => {
    const audit = recordAudit()
    containedSinks({ audit }).record(event)
    expect(audit.events).toEqual([event])
  })

  it('are none where none are given', () => {
    expect(() => containedSinks().record(event)).not.toThrow()
  })
})
