import { type PromtoolTests, toPromtoolTests } from '@sallyport/slo/promtool'
import { toPrometheusRules } from '@sallyport/slo/rules'
import { missing } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import type { Sli } from '../../src/index.ts'
import { kindsOfSli } from '../support/kinds-of-slo.ts'
import { mutantsOf } from '../support/mutants.ts'
import { pass } from '../support/promtool.ts'
import { sloOf } from '../support/slo-of.ts'

/** Files of at most three cases: whoever fails one need not be asked the others. */
const inThrees = ({ tests, ...file }: PromtoolTests): PromtoolTests[] =>
  Array.from({ length: Math.ceil(tests.length / 3) }, (_, index) => ({
    ...file,
    tests: tests.slice(3 * index, 3 * index + 3),
  }))

/**
 * Each is given one test file after the other until one fails, first the one that is likely to: two processes
 * at a time.
 */
async function survivors(kind: string): Promise<{ survived: string[]; tried: number }> {
  const slo = sloOf({
    sli: kindsOfSli[kind] as Sli,
    alerts: [{ severity: 'page', long: '1h', short: '5m', factor: 14.4 }],
    minBad: 3,
    minEvents: 50,
  })
  const [ofAlerts, ...ofWindows] = toPromtoolTests([slo]).map(inThrees)
  const alerts = ofAlerts ?? []
  const windows = ofWindows.flat()
  const mutants = mutantsOf(toPrometheusRules([slo]))
  let left = mutants.map(({ what, rules }) => ({
    ...{ what, rules },
    tests: what.startsWith('slo:sli_')
      ? [...windows, ...alerts]
      : what.startsWith('slo:')
        ? [...alerts.toReversed(), ...windows.toReversed()]
        : [...alerts, ...windows],
  }))
  for (let turn = 0; turn < alerts.length + windows.length; turn++) {
    const asked = left.map(({ rules, tests }) => ({ rules, test: tests[turn] as PromtoolTests }))
    const half = Math.ceil(asked.length / 2)
    const passed = (await Promise.all([pass(asked.slice(0, half)), pass(asked.slice(half))])).flat()
    left = left.filter((_, index) => passed[index])
  }
  return { survived: left.map(({ what }) => what), tried: mutants.length }
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
