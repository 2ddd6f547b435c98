import { healthEvents, healthMetrics } from '@sallyport/health'
import { describe, expect, it } from 'vitest'

describe('the catalogs', () => {
  it.each(Object.values(healthMetrics))('$id is named and explained', ({ id, help }) => {
    expect(id).toMatch(/^health(\.[a-z]+(_[a-z]+)*)+$/)
    expect(help).toMatch(/^[A-Z].+\.$/)
  })

  it('know the other names under which these are searched for', () => {
    const all = [...Object.values(healthMetrics), ...Object.values(healthEvents)]
    expect(all.flatMap(({ aliases = [] }) => aliases)).toEqual([
      ...['mira_dependency_health', 'mira_uptime_seconds', 'health_changed'],
    ])
  })
})
