import { isRecordable } from '@sallyport/slo/rules'
import { fromSloth } from '@sallyport/slo/sloth'
import { missing } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import type { Slo, SloOptions } from '../../src/index.ts'
import { kindsOfSli } from '../support/kinds-of-slo.ts'
import { verdicts } from '../support/promtool.ts'
import { sloOf } from '../support/slo-of.ts'
import { missingVectors, vector } from '../support/slo-vectors.ts'

async function demandGood(slos: readonly Slo[]): Promise<void> {
  const [checked, tested] = await verdicts(slos)
  expect(checked).toMatchObject({ isGood: true })
  expect(tested).toMatchObject({ isGood: true })
}

const sli = kindsOfSli.bad as SloOptions['sli']
/** Of all rows the first: what is tested of one is tested of each, and takes as long again. */
const alerts = [{ severity: 'page', long: '1h', short: '5m', factor: 14.4 }] as const
const variants: Readonly<Record<string, Partial<SloOptions>>> = {
  'all usual rows': { alerts: 'google' },
  'an objective of 100': { objective: '100' },
  'so low an objective that factors are unreachable': { objective: '90', alerts: 'google' },
  'a budget of many decimals': { objective: '99.9995' },
  'Pyrra, and 28 days': { period: '28d', alerts: 'pyrra' },
  'fewest events': { minBad: 3, minEvents: 50 },
  'fewest bad events': { minBad: 10 },
  'a month': { period: { calendar: 'month', timeZone: 'Europe/Oslo' } },
  'no alerts': { alerts: false },
  'an hour': { period: '1h', alerts: false },
  'no pages': { alerting: { page: false } },
  'no data that is bad': { missing: 'bad' },
  'no data that is good': { missing: 'good' },
  'texts that are no templates': { description: '{{ .x', labels: { owner: '{{ nope }}' } },
  'a share with a comment': { sli: { kind: 'raw', errorRatio: 'x:ratio{{window}} # of x' } },
  'a query with comments': {
    sli: {
      kind: 'ratio',
      bad: { promql: 'sum(rate(x_total{code="5"}[{{window}}])) # bad' },
      total: { promql: 'sum(rate(x_total[{{window}}])) # all' },
    },
  },
  'a small bound': {
    sli: { kind: 'latency', underSeconds: 0.00005, histogram: { metric: 'io_seconds' } },
  },
  'rows of its own': {
    alerts: [
      { severity: 'ticket', long: '90m', short: '50m', factor: 7 },
      { severity: 'ticket', long: '90m', short: '10m', factor: 9.5 },
    ],
  },
}

describe.skipIf(missing('promtool', 'rules and promtool'))('promtool', () => {
  it.concurrent.each(Object.keys(kindsOfSli))(
    'takes the rules of %s, and the tests pass',
    async (kind) => {
      const sli = kindsOfSli[kind] as SloOptions['sli']
      await demandGood([sloOf({ sli, alerts, labels: { tier: '2' } })])
    },
  )

  it.concurrent.each(Object.keys(variants))('and with %s', async (name) => {
    await demandGood([sloOf({ sli, alerts, ...variants[name] })])
  })

  it.concurrent('of several objectives in one file', async () => {
    await demandGood(
      ['bad', 'raw'].map((name) =>
        sloOf({ name, alerts, sli: kindsOfSli[name] as SloOptions['sli'] }),
      ),
    )
  })
})

const specs = [
  'getting-started',
  'home-wifi',
  'kubernetes-apiserver',
  'raw-home-wifi',
  'multifile',
  'k8s-getting-started',
]

describe.skipIf(
  missing('promtool', 'rules of Sloth’s examples') || missingVectors('rules of Sloth’s examples'),
)('promtool, and what was written for Sloth', () => {
  it.concurrent.each(specs)('takes %s', async (spec) => {
    const read = fromSloth(vector('sloth', `${spec}.yml`), { alerts })
    const slos = read.ok ? read.slos.filter(isRecordable) : []
    expect(slos.length).toBeGreaterThan(0)
    await demandGood(slos)
  })
})
