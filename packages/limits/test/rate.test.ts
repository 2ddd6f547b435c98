import { definePolicy, type LimitState } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { RateState, stillCounted } from '../src/rate.ts'

const policy = definePolicy('p', { kind: 'rate', limit: 60, windowMs: 60_000, burst: 5 })

// Of five in use the last three.
const taken = new RateState(policy, 'a', 3, true, 5, 10_000)
const { key, cost, lease, ok, reason, remaining, retryAfterMs, moreAfterMs, resetAfterMs, at } =
  taken
const copy: LimitState = {
  ...{ policy, key, cost, lease, ok, reason, at },
  ...{ remaining, retryAfterMs, moreAfterMs, resetAfterMs },
}

describe.each([
  ['a state', taken],
  ['a copy of a state', copy],
])('what still counts of %s', (_name, state) => {
  it.each([
    [-1e9, 3],
    [9_999, 3],
    [10_000, 3],
    [12_000, 3],
    [12_500, 2.5],
    [14_000, 1],
    [15_000, 0],
    [1e12, 0],
  ])('at %i: %d', (now, counts) => {
    expect(stillCounted(state, now)).toBe(counts)
  })
})
