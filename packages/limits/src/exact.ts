import type { LimitState, Step } from './store.ts'

/**
 * When things were taken, oldest first: a ring that grows as it is filled, up to the policy's limit.
 * A window is open at its beginning: what was taken exactly a window ago counts no longer.
 */
export interface Ring {
  times: Float64Array
  head: number
  count: number
}

const smallest = 4

/** An empty one. */
export const emptyRing = (length: number = smallest): Ring => ({
  times: new Float64Array(length),
  head: 0,
  count: 0,
})

/** Lets go of what is older than the window; what lies ahead, since the clock went back, counts as of now. */
export function trim(ring: Ring, windowMs: number, now: number): void {
  for (let i = ring.count - 1; i >= 0 && timeAt(ring, i) > now; i--) {
    ring.times[(ring.head + i) % ring.times.length] = now
  }
  while (ring.count > 0 && timeAt(ring, 0) <= now - windowMs) {
    ring.head = (ring.head + 1) % ring.times.length
    ring.count--
  }
}

/** The time of the i-th oldest. */
export const timeAt = ({ times, head }: Ring, i: number): number =>
  times[(head + i) % times.length] as number

/** Adds `cost` entries; what was there is never younger. */
export function push(ring: Ring, now: number, cost: number, limit: number): void {
  if (ring.count + cost > ring.times.length) grow(ring, ring.count + cost, limit)
  for (let i = 0; i < cost; i++) {
    ring.times[(ring.head + ring.count) % ring.times.length] = now
    ring.count++
  }
}

/** How long the ring will be that holds `count` entries: doubled, but never beyond the limit. */
export function lengthFor({ times }: Ring, count: number, limit: number): number {
  let length = times.length
  while (length < count) length *= 2
  return Math.max(count, Math.min(length, limit))
}

function grow(ring: Ring, count: number, limit: number): void {
  const times = new Float64Array(lengthFor(ring, count, limit))
  for (let i = 0; i < ring.count; i++) times[i] = timeAt(ring, i)
  ring.times = times
  ring.head = 0
}

/** Takes back up to `cost` entries of the time `at`; gives how many there were. */
export function unpush(ring: Ring, at: number, cost: number): number {
  let gone = 0
  const kept: number[] = []
  for (let i = 0; i < ring.count; i++) {
    const time = timeAt(ring, i)
    if (time === at && gone < cost) gone++
    else kept.push(time)
  }
  if (gone === 0) return 0
  ring.times.set(kept)
  ring.head = 0
  ring.count = kept.length
  return gone
}

/** How an exact policy stands, after what the step took. */
export const exactState = (step: Step, ok: boolean, ring: Ring, at: number): LimitState =>
  windowState(step, ok, ring.count, (i) => timeAt(ring, i), at)

/** The same, wherever the times are kept. Asks for the first, the last, and those that have to go. */
export function windowState(
  step: Step,
  ok: boolean,
  count: number,
  timeOf: (i: number) => number,
  at: number,
): LimitState {
  const { policy, cost, key, lease } = step
  const { limit, windowMs } = policy
  const until = (i: number): number => Math.ceil(timeOf(i) + windowMs - at)
  return {
    policy,
    key,
    cost,
    lease,
    ok,
    reason: ok ? undefined : 'rate_limited',
    remaining: Math.max(0, limit - count),
    retryAfterMs: ok ? 0 : until(count + cost - limit - 1),
    moreAfterMs: count > 0 ? until(Math.max(0, count - limit)) : 0,
    resetAfterMs: count > 0 ? until(count - 1) : 0,
    at,
  }
}
