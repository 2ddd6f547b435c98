import { type AlertingRule, toPrometheusRules } from '@sallyport/slo/rules'
import { describe, expect, it } from 'vitest'
import type { Alerting, Sli, SloOptions } from '../../src/index.ts'
import { kindsOfSli } from '../support/kinds-of-slo.ts'
import { sloOf } from '../support/slo-of.ts'

function alertsOf(options: Partial<SloOptions>): readonly AlertingRule[] {
  const { groups } = toPrometheusRules([sloOf({ sli: kindsOfSli.bad as Sli, ...options })])
  return groups.flatMap(({ rules }) => rules.flatMap((one) => ('alert' in one ? [one] : [])))
}

const severities = (options: Partial<SloOptions>): (string | undefined)[] =>
  alertsOf(options).map(({ labels }) => labels.sloth_severity)

describe('alerting', () => {
  it('puts the texts of a severity over those of all', () => {
    const [page, , ticket] = alertsOf({
      alerting: {
        name: 'ShopIsDown',
        labels: { team: 'a', severity: 'x' },
        page: { labels: { severity: 'wake' }, annotations: { title: 'Wake up' } },
      },
    })
    expect(page?.labels).toMatchObject({ team: 'a', severity: 'wake', sloth_severity: 'page' })
    expect(page?.annotations.title).toBe('Wake up')
    expect(ticket?.labels).toMatchObject({ team: 'a', severity: 'x', sloth_severity: 'ticket' })
    expect([page?.alert, ticket?.alert]).toEqual(['ShopIsDown', 'ShopIsDown'])
  })

  it('leaves out a severity, and still records its windows', () => {
    expect(severities({ alerting: { page: false } })).toEqual(['ticket', 'ticket', 'ticket'])
    expect(severities({ alerting: { page: false, ticket: false } })).toEqual([])
    const { groups } = toPrometheusRules([
      sloOf({ sli: kindsOfSli.bad as Sli, alerting: { page: false, ticket: false } }),
    ])
    expect(groups[0]?.rules).toHaveLength(22)
  })

  it('tells of no data as the objective takes it', () => {
    const last = (missing: SloOptions['missing']): string | undefined =>
      severities(missing === undefined ? {} : { missing })[4]
    expect([last('unknown'), last('bad'), last('good')]).toEqual(['ticket', 'page', undefined])
  })

  it.each<[object, string]>([
    [{ names: 'x' }, 'got "names"'],
    [{ name: '' }, '"alerting.name" must be text'],
    [{ labels: { tier: 2 } }, 'tier must be text'],
    [{ page: { annotations: { note: null } } }, 'note must be text'],
  ])('refuses %j', (alerting, message) => {
    expect(() => sloOf({ alerting: alerting as Alerting })).toThrow(message)
  })
})
