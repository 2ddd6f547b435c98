import { toPromtoolTests } from '@sallyport/slo/promtool'
import { isRecordable, toPrometheusRules } from '@sallyport/slo/rules'
import { describe, expect, it } from 'vitest'
import type { Sli, SloOptions } from '../../src/index.ts'
import { kindsOfSli } from '../support/kinds-of-slo.ts'
import { sloOf } from '../support/slo-of.ts'

const sli = kindsOfSli.bad as Sli

describe('toPrometheusRules', () => {
  const unrecordable: Readonly<Record<string, Partial<SloOptions>>> = {
    'what its process counts': { sli: { kind: 'ratio' } },
    'durations that its process counts': { sli: { kind: 'latency', underSeconds: 1 } },
    'a check': { sli: { kind: 'check', check: () => ({ ok: true }) } },
    'a composite': { sli: { kind: 'composite', of: [{ slo: 'shop/other' }], combine: 'weighted' } },
    slices: { sli, budgeting: { slices: '5m', target: '99' } },
  }

  it.each(Object.keys(unrecordable))('refuses %s, and isRecordable tells before', (name) => {
    const slo = sloOf(unrecordable[name])
    expect(isRecordable(slo)).toBe(false)
    expect(() => toPrometheusRules([slo])).toThrow(TypeError)
    expect(() => toPromtoolTests([slo])).toThrow('slo: shop/availability cannot be recorded')
  })

  it('refuses two objectives that would be recorded as one', () => {
    const slos = [
      sloOf({ sli, service: 'a-b', name: 'c' }),
      sloOf({ sli, service: 'a', name: 'b-c' }),
    ]
    expect(() => toPrometheusRules(slos)).toThrow('recorded as a-b-c')
  })

  it('refuses options and flavours that there are not', () => {
    expect(() => toPrometheusRules([], { flavor: 'sloth' } as object)).toThrow('got "flavor"')
    expect(() => toPrometheusRules([], { flavour: 'pyrra' as 'sloth' })).toThrow('got pyrra')
  })

  it('has small bounds of buckets as Go writes them, too', () => {
    const part = (underSeconds: number): string | undefined => {
      const histogram = { metric: 'io_seconds' }
      const slo = sloOf({ sli: { kind: 'latency', underSeconds, histogram } })
      return /\{le[^}]*\}/.exec(toPrometheusRules([slo]).groups[0]?.rules[1]?.expr ?? '')?.[0]
    }
    expect([0.0001, 0.00005, 1.25e-10, 3].map(part)).toEqual([
      '{le="0.0001"}',
      '{le=~"0\\\\.00005|5e-05"}',
      '{le=~"1\\\\.25e-10|1\\\\.25e-10"}',
      '{le=~"3(\\\\.0)?"}',
    ])
  })

  it('records no budget of a month, which no range says', () => {
    const period = { calendar: 'month', timeZone: 'UTC' } as const
    for (const flavour of ['exact', 'sloth'] as const) {
      const { groups } = toPrometheusRules([sloOf({ sli, period })], { flavour })
      const names = groups
        .flatMap(({ rules }) => rules)
        .flatMap((one) => ('record' in one ? one.record : []))
      expect(names).toContain('slo:current_burn_rate:ratio')
      expect(names.filter((name) => name.includes('period'))).toEqual([])
    }
  })

  it('names windows as Sloth does', () => {
    const records = (period: '28d' | '7d', alerts: SloOptions['alerts']): string[] =>
      toPrometheusRules([sloOf({ sli, period, ...(alerts === undefined ? {} : { alerts }) })], {
        flavour: 'sloth',
      }).groups.flatMap(({ rules }) => rules.flatMap((one) => ('record' in one ? one.record : [])))
    expect(records('28d', undefined)).toContain('slo:sli_error:ratio_rate4w')
    const own = [{ severity: 'page', long: '90m', short: '5m', budgetPercent: 8 }] as const
    expect(records('7d', own)).toContain('slo:sli_error:ratio_rate1h30m')
    expect(records('7d', own)).toContain('slo:sli_error:ratio_rate1w')
  })

  it('asks a whole bound of Prometheus 2 and 3 alike', () => {
    const text = JSON.stringify(toPrometheusRules([sloOf({ sli: kindsOfSli.wholeSeconds as Sli })]))
    const [, pattern = ''] = /le=~\\"(.*?)\\"/.exec(text) ?? []
    const bound = new RegExp(`^(?:${pattern.replaceAll('\\\\\\\\', '\\')})$`)
    expect(['2', '2.0', '2.5', '2x0', '20'].filter((le) => bound.test(le))).toEqual(['2', '2.0'])
  })
})
