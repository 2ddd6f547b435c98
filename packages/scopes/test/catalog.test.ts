import { scopeEvents, scopeMetrics, scopeReasons } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'

describe('the catalogs', () => {
  const metrics = Object.values(scopeMetrics)

  it.each(metrics)('$id is named and explained', ({ id, help }) => {
    expect(id).toMatch(/^scopes(\.[a-z]+(_[a-z]+)*)+$/)
    expect(help).toMatch(/^[A-Z].+\.$/)
  })

  it('know the other names under which these are searched for, each once', () => {
    const aliases = [...metrics, ...Object.values(scopeEvents)].flatMap((one) => one.aliases ?? [])
    expect(aliases.toSorted()).toEqual([
      'auth.scope_denied',
      'auth.scope_granted',
      'scope_latency_seconds',
      'scope_requests_total',
      'scope_usage_total',
    ])
  })

  it.each(Object.values(scopeReasons))('say what happened and what to do', (reason) => {
    expect(reason.meaning).toMatch(/^[A-Z].+\.$/)
    expect(reason.remedy).toMatch(/^[A-Z].+\.$/)
  })
})
