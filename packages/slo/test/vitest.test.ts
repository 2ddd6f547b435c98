import { type SloMatchers, sloMatchers } from '@sallyport/slo/vitest'
import { describe, expect, it } from 'vitest'
import { judged, mixed } from './support/judged.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends SloMatchers<R> {}
}

expect.extend(sloMatchers)

describe('toMeetSlos', () => {
  it('passes and fails with the gate', () => {
    expect([judged('a', [1, 1])]).toMeetSlos()
    expect(mixed(4, 1)).toMeetSlos({ minSuccessRate: '80%' })
    expect(mixed(4, 1)).not.toMeetSlos()
    expect([]).not.toMeetSlos()
  })

  it('says what failed', () => {
    expect(() => expect(mixed(1, 1)).toMeetSlos()).toThrow(
      'slo: the gate failed: 1 of 2 objectives hold, 2 are needed\n  shop/failed-0 (warning): 1 % of 100',
    )
  })

  it('is never satisfied by a forgotten await, not even the other way round', () => {
    const forgotten = Promise.resolve([judged('a', [1, 1])])
    expect(() => expect(forgotten).toMeetSlos()).toThrow(/is an "await" missing/)
    expect(() => expect(forgotten).not.toMeetSlos()).toThrow(/is an "await" missing/)
  })
})
