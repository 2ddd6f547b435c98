import { systemClock, systemMonotonic } from '@sallyport/core'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2026, 0, 1) })
})
afterEach(() => {
  vi.useRealTimers()
})

it('systemClock is the time of day, that of fake timers too', () => {
  expect(systemClock()).toBe(Date.UTC(2026, 0, 1))
  vi.setSystemTime(Date.UTC(1999, 0, 1))
  expect(systemClock()).toBe(Date.UTC(1999, 0, 1))
})

it('systemMonotonic passes with time, whatever becomes of the time of day', () => {
  const start = systemMonotonic()
  vi.advanceTimersByTime(1_500)
  expect(systemMonotonic() - start).toBe(1_500)
  vi.setSystemTime(0)
  expect(systemMonotonic() - start).toBe(1_500)
})
