import { toPromtoolTests } from '@sallyport/slo/promtool'
import { toPrometheusRules } from '@sallyport/slo/rules'
import { missing } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import type { Sli } from '../../src/index.ts'
import { kindsOfSli } from '../support/kinds-of-slo.ts'
import { mutantsOf } from '../support/mutants.ts'
import { testRules } from '../support/promtool.ts'
import { sloOf } from '../support/slo-of.ts'

/** All of them, two at a time. */
async function survivors(kind: string): Promise<{ survived: string[]; tried: number }> {
  const slo = sloOf({
    sli: kindsOfSli[kind] as Sli,
    alerts: [{ severity: 'page', long: '1h', short: '5m', factor: 14.4 }],
    minBad: 3,
    minEvents: 50,
  })
  const tests = toPromtoolTests([slo])
  const mutants = mutantsOf(toPrometheusRules([slo]))
  const survived: string[] = []
  const left = [...mutants]
  const worker = async (): Promise<void> => {
    for (let mutant = left.pop(); mutant !== undefined; mutant = left.pop()) {
      const { isGood, said } = await testRules(mutant.rules, tests)
      if (isGood) survived.push(mutant.what)
      else expect(said).toContain('got:')
    }
  }
  await Promise.all([worker(), worker()])
  return { survived, tried: mutants.length }
}

describe.skipIf(missing('promtool', 'rules that were changed'))('the generated tests', () => {
  it.each(['bad', 'latency', 'threshold'])(
    'notice every fifth in the rules of %s',
    async (kind) => {
      const { survived, tried } = await survivors(kind)
      // The 100 is the threshold's own: nobody can say what its query gives.
      expect(survived.filter((what) => !what.startsWith('slo:sli_good:bool'))).toEqual([])
      expect(tried).toBeGreaterThan(20)
    },
    240_000,
  )

  it('and of a share, but for what its query is made of', async () => {
    const { survived } = await survivors('raw')
    const ofQuery = /^slo:sli_error:ratio_rate(5m|1h): |NoData of undefined: (5m|1) at/
    expect(survived.filter((what) => !ofQuery.test(what))).toEqual([])
  }, 240_000)
})
