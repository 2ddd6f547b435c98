import { assertSlos, gate, SloGateError } from '@sallyport/slo'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judged, mixed, unknown } from './support/judged.ts'

describe('gate', () => {
  it('has the fields that were promised', () => {
    const result = gate(
      [
        judged('availability', [990, 1000], { percent: '99.9', severity: 'critical' }),
        judged('latency', [96, 100], { percent: '95' }),
      ],
      { minSuccessRate: '50%' },
    )
    expect(result).toEqual({
      overallPass: false,
      exitCode: 1,
      reasons: ['critical_failure'],
      passed: 1,
      needed: 1,
      counted: 2,
      failedSlos: ['shop/availability'],
      criticalFailures: ['shop/availability'],
      unknownSlos: [],
      sloResults: [
        expect.objectContaining({ slo: 'shop/availability', achieved: false, target: '99.9' }),
        {
          slo: 'shop/latency',
          severity: 'warning',
          state: 'met',
          outcome: 'passed',
          achieved: true,
          value: 96,
          target: '95',
          sampleSize: 100,
          details: '96 % of 100 were good, 95 % are needed',
        },
      ],
    })
  })

  it('never reads a miss as what was needed', () => {
    const missed = judged('a', [998_999_999, 1_000_000_000], { percent: '99.9' })
    expect(gate([missed]).sloResults[0]?.details).toMatch(/^99\.8999 % of 1000000000 were good/)
  })

  it('counts one at risk as held', () => {
    expect(gate([judged('a', [100, 100], { state: 'at_risk' })]).exitCode).toBe(0)
  })
})

describe('the success rate of a gate', () => {
  it.each([
    ['80%', 4, 1, true],
    ['80%', 3, 1, false],
    ['80', 8, 2, true],
    // In floating point 0.55 * 100 is more than 55, and 0.57 * 100 less than 57.
    ['55%', 55, 45, true],
    ['57%', 56, 44, false],
    ['57%', 57, 43, true],
    ['80%', 5, 2, false],
    ['80%', 6, 1, true],
  ])('of %s: %i hold and %i fail: %s', (minSuccessRate, held, failed, passes) => {
    const result = gate(mixed(held, failed), { minSuccessRate })
    expect(result.overallPass).toBe(passes)
    expect(result.passed >= result.needed).toBe(passes)
  })

  it('agrees with integers for every rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (percent, held, failed) => {
          fc.pre(held > 0)
          const { overallPass } = gate(mixed(held, failed), { minSuccessRate: percent })
          expect(overallPass).toBe(held * 100 >= percent * (held + failed))
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each([0, 0.8, 101, '80 %', Number.NaN])('refuses %s', (minSuccessRate) => {
    expect(() => gate([], { minSuccessRate })).toThrow(/slo: "minSuccessRate" must be/)
  })
})

describe('a gate without data', () => {
  it('fails without objectives', () => {
    expect(gate([])).toMatchObject({ overallPass: false, exitCode: 1, reasons: ['no_objectives'] })
  })

  it.each(['fail', 'skip', 'pass'] as const)(
    'fails where all is unknown, whatever that is: %s',
    (what) => {
      const result = gate([unknown('a', 'no_traffic'), unknown('b', 'no_data')], { unknown: what })
      expect(result).toMatchObject({ overallPass: false, exitCode: 1 })
      expect(result.reasons).toContain('no_data')
    },
  )

  it('fails where objectives are met by policy alone', () => {
    const byPolicy = judged('a', [0, 0], { state: 'met', reason: 'no_traffic' })
    expect(gate([byPolicy])).toMatchObject({ overallPass: false, reasons: ['no_data'] })
  })

  it('fails for one unknown among others, unless told otherwise', () => {
    const some = [judged('a', [10, 10]), unknown('b', 'no_traffic')]
    expect(gate(some).exitCode).toBe(1)
    expect(gate(some, { unknown: 'skip' })).toMatchObject({ exitCode: 0, counted: 1, passed: 1 })
    expect(gate(some, { unknown: 'pass' })).toMatchObject({ exitCode: 0, counted: 2, passed: 2 })
  })
})

describe('the exit code of a gate', () => {
  it('is 2 where all that is against it was asked for in vain', () => {
    const some = [judged('a', [10, 10]), unknown('b', 'timeout'), unknown('c', 'unreachable')]
    expect(gate(some).exitCode).toBe(2)
    expect(gate([...some, judged('d', [0, 10])]).exitCode).toBe(1)
    expect(gate([...some, unknown('d', 'no_traffic')]).exitCode).toBe(1)
    expect(gate(some.slice(1), { unknown: 'skip' }).exitCode).toBe(2)
  })
})

describe('a critical objective', () => {
  const rest = mixed(99, 0)

  it('cannot be outvoted, known or unknown', () => {
    const failed = judged('audit', [0, 1], { severity: 'critical' })
    for (const one of [failed, unknown('audit', 'no_data', 'critical')]) {
      const result = gate([...rest, one], { minSuccessRate: '2%' })
      expect(result).toMatchObject({ overallPass: false, criticalFailures: ['shop/audit'] })
    }
    const outvoted = gate([...rest, failed], { minSuccessRate: '2%', criticalAlwaysFails: false })
    expect(outvoted).toMatchObject({ overallPass: true, criticalFailures: ['shop/audit'] })
  })
})

describe('misuse of a gate', () => {
  it('throws', () => {
    const one = judged('a', [1, 1])
    expect(() => gate([one, one])).toThrow('slo: there are two evaluations of shop/a')
    expect(() => gate([one], { unknown: 'ignore' as never })).toThrow(TypeError)
    expect(() => gate([one], { criticalAlwaysFails: 'no' as never })).toThrow(TypeError)
  })
})

describe('assertSlos', () => {
  it('gives the result, or throws it', () => {
    expect(assertSlos([judged('a', [1, 1])]).overallPass).toBe(true)
    try {
      assertSlos([judged('a', [98, 100])])
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(SloGateError)
      const { code, message, result } = error as SloGateError
      expect(code).toBe('ERR_SLO_GATE')
      expect(result.failedSlos).toEqual(['shop/a'])
      expect(message).toBe(
        'slo: the gate failed: 0 of 1 objectives hold, 1 are needed\n  shop/a (warning): 98 % of 100 were good, 99 % are needed',
      )
    }
  })
})
