import { defineMetric } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { parseObjective, type Sli, type SloOptions } from '../src/index.ts'
import { sloOf } from './support/slo-of.ts'

describe('an objective', () => {
  it.each([
    ['99.9', '99.9', 999n, 1000n],
    ['99.90%', '99.9', 999n, 1000n],
    [99.9, '99.9', 999n, 1000n],
    [100, '100', 1n, 1n],
    ['100.000', '100', 1n, 1n],
    ['050', '50', 1n, 2n],
    ['99.99999999999', '99.99999999999', 9999999999999n, 10000000000000n],
  ] as const)('%s is %s percent', (given, percent, numerator, denominator) => {
    expect(parseObjective(given)).toEqual({ percent, numerator, denominator })
  })

  it.each(['', '%', 'x', '-1', '1e1', ' 99', '99.', '.9', '99,9', Number.NaN])(
    '%j is none',
    (given) => {
      expect(() => parseObjective(given)).toThrow(TypeError)
    },
  )

  it('is a percentage above 0 and up to 100, and no share', () => {
    for (const given of ['0', '100.1', 101]) expect(() => parseObjective(given)).toThrow(RangeError)
    expect(() => parseObjective(0.999)).toThrow('got 0.999; did you mean 99.9?')
    expect(() => parseObjective(1)).toThrow('did you mean 100?')
  })
})

const counter = defineMetric({ id: 'a.requests', kind: 'counter', unit: '1', help: 'x' })
const gauge = defineMetric({ id: 'a.gauge', kind: 'gauge', unit: '1', help: 'x' })
const took = defineMetric({
  id: 'a.took',
  kind: 'histogram',
  unit: 's',
  help: 'x',
  buckets: [1, 2.5],
})
const bytes = defineMetric({
  id: 'a.bytes',
  kind: 'histogram',
  unit: 'By',
  help: 'x',
  buckets: [1],
})
const labelled = defineMetric({
  id: 'a.labelled',
  kind: 'counter',
  unit: '1',
  help: 'x',
  labels: { status: ['2xx', '5xx'], route: 'open' },
})
const total = { metric: counter }
const of = (where: object) => ({
  kind: 'ratio',
  bad: { metric: labelled, where },
  total: { metric: labelled, except: { route: ['/health', '/ready'] } },
})

const named = (metric: string, where = {}) => ({ kind: 'ratio', bad: { metric, where }, total })

describe('what contradicts itself', () => {
  const slis: readonly (readonly [string, unknown])[] = [
    ['one of "good" and "bad", got both', { kind: 'ratio', good: total, bad: total, total }],
    ['"bad" needs "total"', { kind: 'ratio', bad: total }],
    ['"total" needs one of "good" and "bad"', { kind: 'ratio', total }],
    ['a.gauge is a gauge', { kind: 'ratio', bad: { metric: gauge }, total }],
    ['"promql" must have {{window}}', { kind: 'ratio', bad: { promql: 'x' }, total }],
    ['"underSeconds" must be above 0, got 0', { kind: 'latency', underSeconds: 0 }],
    ['a.requests is a counter', { kind: 'latency', underSeconds: 2, histogram: total }],
    [
      'a.took has no bucket up to 2, only 1, 2.5',
      { kind: 'latency', underSeconds: 2, histogram: { metric: took } },
    ],
    ['a.bytes is not in', { kind: 'latency', underSeconds: 1, histogram: { metric: bytes } }],
    ['a.labelled has no label state="5xx"', of({ state: '5xx' })],
    ['a.labelled has no label constructor="5xx"', of({ constructor: '5xx' })],
    ['a.labelled has no label status="500"', of({ status: ['5xx', '500'] })],
    ['"http.requests" is no metric\'s name', named('http.requests')],
    ['"x[1m]) #" is no metric\'s name', named('x[1m]) #')],
    ['x_total has no label a"}[5m]) #="b"', named('x_total', { 'a"}[5m]) #': 'b' })],
    ['x_total has no values for code', named('x_total', { code: [] })],
    ['a.labelled has no values for status', of({ status: [] })],
    [
      '"a b" is no metric\'s name',
      { kind: 'latency', underSeconds: 1, histogram: { metric: 'a b' } },
    ],
    [
      'a.took has no label route="/"',
      { kind: 'latency', underSeconds: 1, histogram: { metric: took, where: { route: '/' } } },
    ],
    ['"query" is empty', { kind: 'threshold', query: ' ', op: 'lt', value: 1 }],
    ['"value" must be a number', { kind: 'threshold', query: 'x', op: 'lt', value: Number.NaN }],
    ['"check" must be a function', { kind: 'check' }],
    ['"errorRatio" must have {{window}}', { kind: 'raw', errorRatio: 'x' }],
    ['"of" is empty', { kind: 'composite', of: [], combine: 'weighted' }],
    [
      'it is a part of itself',
      { kind: 'composite', of: [{ slo: 'shop/availability' }], combine: 'weighted' },
    ],
    [
      'a weight must be a whole',
      { kind: 'composite', of: [{ slo: 'a', weight: 0.5 }], combine: 'weighted' },
    ],
    ['needs "budgeting" by slices', { kind: 'composite', of: [{ slo: 'a' }], combine: 'any-bad' }],
    ['there is no kind "other"', { kind: 'other' }],
  ]
  it.each(slis)('%s', (message, sli) => {
    expect(() => sloOf({ sli: sli as Sli })).toThrow(message)
  })

  const options: readonly (readonly [string, object])[] = [
    ['slo: defineSlo() takes only service, ', { windows: '30d' }],
    ['"service" must be of letters', { service: 'a\nb' }],
    ['"name" must be of letters', { name: '' }],
    ['"period" must be a duration such as', { period: '30' }],
    ['"period" must be from 1m to 366d', { period: '30s' }],
    ['"period.calendar" must be one of', { period: { calendar: 'decade', timeZone: 'UTC' } }],
    [
      '"period.timeZone" must be an IANA',
      { period: { calendar: 'day', timeZone: 'Mars/Olympus' } },
    ],
    ['"period.timeZone" must be an IANA', { period: { calendar: 'day' } }],
    ['"noTraffic" must be one of unknown', { noTraffic: 'ignore' }],
    ['"missing" must be one of unknown', { missing: true }],
    ['"minEvents" must be a whole number', { minEvents: 0 }],
    ['"minBad" must be a whole number', { minBad: 1.5 }],
    ['"severity" must be one of info', { severity: 'page' }],
    ['a short window must be shorter', { period: '1h', alerts: 'google' }],
    ['needs one of "factor" and', { alerts: [{ severity: 'page', long: '1h', short: '5m' }] }],
    [
      'needs one of "factor" and',
      { alerts: [{ severity: 'page', long: '1h', short: '5m', factor: 3, budgetPercent: 2 }] },
    ],
    [
      '"alerts[0].long" must be a duration',
      { alerts: [{ severity: 'page', long: '1', short: '5m' }] },
    ],
    ['no window may be shorter than a slice', { budgeting: { slices: '10m', target: 99 } }],
    ['"budgeting.slices" must be in whole', { budgeting: { slices: '90s', target: 99 } }],
    ['"budgeting.target" must be in percent', { budgeting: { slices: '5m', target: 0.9 } }],
    [
      '"spentPercent" must be a plain number above 0',
      { budgetPolicy: [{ spentPercent: 0, action: 'x' }] },
    ],
  ]
  it.each(options)('%s', (message, given) => {
    expect(() => sloOf(given as Partial<SloOptions>)).toThrow(message)
  })
})

it('what is left out is as documented', () => {
  const { noTraffic, missing, minEvents, minBad, severity, budgetPolicy, budgeting } = sloOf()
  expect([noTraffic, missing, minEvents, minBad, severity]).toEqual([
    'unknown',
    'unknown',
    1,
    1,
    'warning',
  ])
  expect([budgetPolicy, budgeting]).toEqual([[], { by: 'events' }])
  expect([sloOf().alerts.length, sloOf({ period: '27d' }).alerts.length]).toEqual([4, 0])
})
