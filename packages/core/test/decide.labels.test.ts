import { coreMetrics, decider, deny, type MetricsSink } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { refuses } from './support/guards.ts'

const request = testRequest({
  id: 'r-1',
  method: 'POST',
  url: '/users/7?token=t',
  route: '/users/:id',
  ip: '192.0.2.1',
})

/** All that a decision leaves behind. */
function recorded() {
  const errors: unknown[] = []
  const metrics = recordMetrics()
  const audit = recordAudit()
  return { errors, metrics, audit, onError: (error: unknown) => void errors.push(error) }
}

describe('reasons that untyped code makes up', () => {
  it('are counted, each by its name, and not remembered without end', async () => {
    const seen: { reason: string }[] = []
    const metrics: MetricsSink = {
      add: ((_metric: unknown, _value: number, labels: { reason: string }) => {
        seen.push(labels)
      }) as MetricsSink['add'],
      set() {},
      observe() {},
    }
    let count = 0
    const decide = decider<object, string>(() => deny(`made_up_${count}`, 403), { metrics })
    for (count = 0; count < 5_000; count++) await decide(request)
    expect(seen.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 5_000 }, (_, number) => `made_up_${number}`),
    )
    const labelsOf = async (number: number): Promise<object | undefined> => {
      count = number
      await decide(request)
      return seen.at(-1)
    }
    // The first thousand are kept, so that a decision costs no allocation; the last are not.
    expect(await labelsOf(0)).toBe(seen[0])
    expect(await labelsOf(4_999)).not.toBe(seen[4_999])
    expect(await labelsOf(4_999)).toEqual({ decision: 'denied', reason: 'made_up_4999' })
  })

  it('may be named like a part of every object', () => {
    const { metrics } = recorded()
    for (const reason of ['__proto__', 'constructor', 'toString', '']) {
      decider(refuses(reason), { metrics })(request)
      expect(metrics.value(coreMetrics.decisions, { decision: 'denied', reason })).toBe(1)
    }
  })
})
