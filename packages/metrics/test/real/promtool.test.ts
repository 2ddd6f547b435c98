import { spawnSync } from 'node:child_process'
import { apiKeyMetrics } from '@sallyport/api-keys'
import { auditMetrics } from '@sallyport/audit-chain'
import { controlsMetrics } from '@sallyport/controls'
import { coreMetrics, type MetricDefinition } from '@sallyport/core'
import { healthMetrics } from '@sallyport/health'
import { limitMetrics } from '@sallyport/limits'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import * as ready from '@sallyport/metrics/catalogs'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import { networkMetrics } from '@sallyport/network'
import { scopeMetrics } from '@sallyport/scopes'
import { sloMetrics } from '@sallyport/slo'
import { webhookMetrics } from '@sallyport/webhook-auth'
import { findService, missing } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import { measureAll } from '../support/measure-all.ts'
import { pageOf } from '../support/page-of.ts'
import { shop } from '../support/shop.ts'

const catalogs = {
  coreMetrics,
  apiKeyMetrics,
  auditMetrics,
  controlsMetrics,
  healthMetrics,
  httpServerMetrics,
  limitMetrics,
  metricsMetrics,
  networkMetrics,
  scopeMetrics,
  sloMetrics,
  webhookMetrics,
  ...ready,
  shop,
}

/** What `promtool check metrics` says of a page, and how it ends. */
function verdict(page: string): string {
  const binary = findService('promtool') as string
  const { status, stderr } = spawnSync(binary, ['check', 'metrics'], { input: page })
  return `${status} ${stderr}`
}

const pageWith = (
  catalog: Readonly<Record<string, MetricDefinition>>,
  aliases: boolean,
  prefix = '',
): string => {
  const metrics = createMetrics({ catalog, prefix })
  measureAll(metrics, Object.values(catalog))
  return pageOf(metrics, { aliases })
}

describe.skipIf(missing('promtool', 'promtool check metrics'))('promtool check metrics', () => {
  it.each(Object.entries(catalogs))('has nothing against %s', (_, catalog) => {
    expect(verdict(pageWith(catalog, false))).toBe('0 ')
    expect(verdict(pageWith(catalog, false, 'mira'))).toBe('0 ')
  })

  it('nor against all of them on one page', () => {
    const metrics = createMetrics({ catalog: Object.values(catalogs) })
    for (const catalog of Object.values(catalogs)) measureAll(metrics, Object.values(catalog))
    expect(verdict(pageOf(metrics))).toBe('0 ')
  })

  it('reads every page with aliases, though it may not like their names', () => {
    for (const catalog of Object.values(catalogs))
      expect(verdict(pageWith(catalog, true))).toMatch(/^[03] /)
  })
})
