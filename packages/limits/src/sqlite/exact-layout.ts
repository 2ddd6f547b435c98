import { emptyRing, exactState, push, type Ring, timeAt, trim, unpush } from '../exact.ts'
import type { Layout } from './turn.ts'

/** Exact policies: when things were taken, oldest first. */
export const exactLayout: Layout = {
  turn(step, kept, now) {
    const { policy, cost } = step
    const ring = ringOf(kept)
    const ahead = (kept.at(-1) ?? now) > now
    trim(ring, policy.windowMs, now)
    const ok = ring.count + cost <= policy.limit
    return {
      ok,
      ahead,
      end(taken) {
        if (taken) push(ring, now, cost, policy.limit)
        return { numbers: timesOf(ring), state: exactState(step, ok, ring, now) }
      },
    }
  },
  refund({ at, cost }, kept) {
    const ring = ringOf(kept)
    unpush(ring, at, cost)
    return timesOf(ring)
  },
  expiry: ({ windowMs }, kept) => (kept.at(-1) ?? 0) + windowMs,
}

const ringOf = (times: Float64Array): Ring =>
  times.length === 0 ? emptyRing() : { times, head: 0, count: times.length }

function timesOf(ring: Ring): Float64Array {
  const times = new Float64Array(ring.count)
  for (let i = 0; i < ring.count; i++) times[i] = timeAt(ring, i)
  return times
}
