import { spawnSync } from 'node:child_process'
import type { MetricDefinition } from '@sallyport/core'
import { createMetrics } from '@sallyport/metrics'
import { findService, missing } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import { allCatalogs } from '../support/all-catalogs.ts'
import { measureAll } from '../support/measure-all.ts'
import { pageOf } from '../support/page-of.ts'
import { shop } from '../support/shop.ts'

const catalogs = { ...allCatalogs, shop }

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
