import { type LintCode, lintSlo } from '@sallyport/slo/rules'
import { describe, expect, it } from 'vitest'
import type { Sli, SloOptions } from '../../src/index.ts'
import { kindsOfSli } from '../support/kinds-of-slo.ts'
import { sloOf } from '../support/slo-of.ts'

const annotations = { runbook: 'https://runbooks.example/shop' }
const wise: Partial<SloOptions> = {
  sli: kindsOfSli.bad as Sli,
  minBad: 3,
  alerting: { annotations },
}
const promql = (bad: string, total: string): Sli => ({
  kind: 'ratio',
  bad: { promql: bad },
  total: { promql: total },
})

const unwise: Readonly<Record<LintCode, Partial<SloOptions>>> = {
  objective_100: { objective: '100' },
  objective_low: { objective: '5', alerts: false },
  factor_unreachable: { objective: '92' },
  window_short: { alerts: [{ severity: 'ticket', long: '1h', short: '1m', factor: 2 }] },
  one_event_pages: { minBad: 1 },
  label_name: { labels: { 'plug-l2': 'x' } },
  label_reserved: { alerting: { annotations, page: { labels: { sloth_id: 'x' } } } },
  runbook_missing: { alerting: {} },
  not_a_counter: {
    sli: promql('sum(rate(errors[{{window}}]))', 'sum(rate(all_total[{{window}}]))'),
  },
  fallback_asymmetric: {
    sli: promql('sum(rate(a_total[{{window}}]))', 'sum(rate(b_total[{{window}}])) or vector(0)'),
  },
  share_averaged: { sli: kindsOfSli.raw as Sli, minBad: 1 },
  guard_ignored: { sli: kindsOfSli.raw as Sli },
  calendar_not_recorded: { period: { calendar: 'month', timeZone: 'UTC' } },
  not_recordable: { sli: { kind: 'ratio' } },
}

const codesOf = (options: Partial<SloOptions>): LintCode[] =>
  lintSlo(sloOf({ ...wise, ...options })).map(({ code }) => code)

describe('lintSlo', () => {
  it('has nothing against what is wise', () => {
    expect(codesOf({})).toEqual([])
  })

  it.each(Object.keys(unwise) as LintCode[])('finds %s', (code) => {
    expect(codesOf(unwise[code])).toContain(code)
  })

  it('says the least traffic at which one failure does not page', () => {
    const [{ message } = { message: '' }] = lintSlo(sloOf({ ...wise, minBad: 1 }))
    expect(message).toContain('fewer than 70 events in 1h')
  })
})
