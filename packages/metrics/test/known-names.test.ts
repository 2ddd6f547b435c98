import { createMetrics, type Family, metricNames } from '@sallyport/metrics'
import { dataAccessMetrics, integrationMetrics } from '@sallyport/metrics/catalogs'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import { statsdMapping, statsdTemplate } from '@sallyport/metrics/statsd'
import { webhookMetrics } from '@sallyport/webhook-auth'
import { describe, expect, it } from 'vitest'
import { takenNames } from '../src/naming.ts'
import { knownLines, knownNames, namesOfNobody, otherLabels } from './data/known-names.ts'
import { allCatalogs } from './support/all-catalogs.ts'
import { mappedLine } from './support/mapped-line.ts'

const pages = new Map(
  ['', 'mira', 'meatymusic'].map((prefix) => [
    prefix,
    createMetrics({ catalog: Object.values(allCatalogs), prefix }).families(),
  ]),
)

/** What a name means, as an id or as any line of a page. */
const called = (name: string, prefix: string): readonly Family[] =>
  (pages.get(prefix) ?? []).filter(
    ({ names, definition }) =>
      names.id === name || takenNames(definition, names).includes(name) || names.sample === name,
  )

describe('every name that was known before', () => {
  it.each(knownNames)('$name is $id alone', ({ prefix, name, id, labels = [] }) => {
    const found = called(name, prefix)
    expect(found.map(({ names }) => names.id)).toEqual([id])
    const lost = labels.filter((label) => !found[0]?.labelNames.includes(label))
    expect(lost.filter((label) => otherLabels[label] === undefined)).toEqual([])
  })

  it.each(Object.keys(namesOfNobody))('%s is none of ours', (name) => {
    expect(called(name, '')).toEqual([])
  })

  // A constant in the document that has it, under which nothing was exported: two lists had the name.
  it('AUTH_FAILURES_TOTAL, by 401, 403 and 429, is what requests were refused for', () => {
    expect(httpServerMetrics.denied.labels.status).toEqual(['401', '403', '429'])
  })
})

describe('every line on the wire that was known before', () => {
  const templates = [
    statsdTemplate(webhookMetrics.handlerDuration, 'webhook.{service}.duration'),
    statsdTemplate(dataAccessMetrics.authAttempts, 'auth.attempts.{result}'),
    statsdTemplate(integrationMetrics.syncErrors, 'airtable.sync.errors'),
  ]
  const all = Object.values(allCatalogs).flatMap((catalog) => Object.values(catalog))
  const mapping = statsdMapping(all, { prefix: 'mira', templates })

  it.each(knownLines)('%s is %s alone', (line, id, labels) => {
    const metric = all.find((one) => one.id === id)
    const name = metric && metricNames(metric, 'mira').sample
    expect(mappedLine(mapping, line)).toEqual([{ name, labels }])
  })
})
