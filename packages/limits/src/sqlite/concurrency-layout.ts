import { concurrencyState, held, type Lease, living } from '../concurrency.ts'
import type { Layout, Numbers } from './turn.ts'

/** Concurrency: of each holder the lease, until when, and how many. */
export const concurrencyLayout: Layout = {
  turn(step, kept, now) {
    const { policy, cost, lease } = step
    const until = now + policy.windowMs
    const all = leasesOf(kept)
    const before = living(
      all.map((one) => ({ ...one, until: Math.min(one.until, until) })),
      now,
    )
    const ok = held(before) + cost <= policy.limit
    return {
      ok,
      ahead: all.some((one) => one.until > until),
      end(taken) {
        const after = taken ? [...before, { lease, until, cost }] : before
        return { numbers: numbersOf(after), state: concurrencyState(step, ok, after, now) }
      },
    }
  },
  refund: ({ lease }, kept) => numbersOf(leasesOf(kept).filter((one) => one.lease !== lease)),
  expiry: (_policy, kept) => Math.max(...leasesOf(kept).map(({ until }) => until)),
}

const size = 3

const leasesOf = (kept: Numbers): readonly Lease[] =>
  Array.from({ length: kept.length / size }, (_, i) => {
    const [lease = 0, until = 0, cost = 0] = kept.slice(i * size, (i + 1) * size)
    return { lease, until, cost }
  })

const numbersOf = (leases: readonly Lease[]): readonly number[] =>
  leases.flatMap(({ lease, until, cost }) => [lease, until, cost])
