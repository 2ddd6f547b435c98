import { sloEvents, sloMetrics } from '@sallyport/slo'
import { describe, expect, it } from 'vitest'

describe('the catalogs', () => {
  it.each([...Object.values(sloMetrics)])('$id is named and explained', ({ id, help }) => {
    expect(id).toMatch(/^slo\.[a-z]+(_[a-z]+)*$/)
    expect(help).toMatch(/^[A-Z0-9].+\.$/)
  })

  it('names an event', () => {
    expect(Object.values(sloEvents).map(({ type }) => type)).toEqual(['slo.changed'])
  })
})
