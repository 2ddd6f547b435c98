import { defineMetric, noMetrics } from '@sallyport/core'
import { describe, expect, it } from 'vitest'

const shape = { id: 'app.logins', kind: 'counter', unit: '1', help: 'Logins.' } as const

describe('defineMetric', () => {
  it('is the definition, as a value', () => {
    const labels = { outcome: ['good', 'bad'], route: 'open' } as const
    const more = { buckets: [1, 2], aliases: ['logins'] } as const
    expect(defineMetric({ ...shape, labels, ...more })).toStrictEqual({ ...shape, labels, ...more })
  })

  it('has no labels unless it says so', () => {
    expect(defineMetric(shape)).toStrictEqual({ ...shape, labels: {} })
  })

  it('cannot be changed, nor does it change what it was given', () => {
    const given = { ...shape }
    const metric = defineMetric(given)
    expect(Object.isFrozen(metric)).toBe(true)
    expect(Object.isFrozen(given)).toBe(false)
    expect(metric).not.toBe(given)
  })
})

describe('noMetrics', () => {
  it('measures nothing, and is nobody’s to change', () => {
    const metric = defineMetric(shape)
    expect(noMetrics.add(metric, 1)).toBeUndefined()
    expect(noMetrics.set(metric, 1)).toBeUndefined()
    expect(noMetrics.observe(metric, 1)).toBeUndefined()
    expect(noMetrics.bind).toBeUndefined()
    expect(Object.isFrozen(noMetrics)).toBe(true)
  })
})
