import { describe, expect, it } from 'vitest'
import { defineSlo, toNumber } from '../src/index.ts'

describe('defineSlo', () => {
  it('makes exact data of what is written', () => {
    const slo = defineSlo({
      service: 'shop',
      name: 'availability',
      objective: '99.90%',
      period: '30d',
      sli: { kind: 'ratio' },
    })
    expect(slo.objective).toEqual({ numerator: 999n, denominator: 1000n, percent: '99.9' })
    expect(slo.alerts.map(({ factor }) => toNumber(factor))).toEqual([14.4, 6, 3, 1])
  })
})
