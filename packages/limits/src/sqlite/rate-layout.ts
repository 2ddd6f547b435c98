import { fits, leaked, RateState, stillCounted } from '../rate.ts'
import type { Layout } from './turn.ts'

/** Rates: what was in use, and when. */
export const rateLayout: Layout = {
  turn({ policy, key, cost }, [used = 0, at = 0], now) {
    const before = leaked(policy, used, at, now)
    const ok = fits(policy, before, cost)
    return {
      ok,
      ahead: at > now,
      end(taken) {
        const after = before + (taken ? cost : 0)
        return { numbers: [after, now], state: new RateState(policy, key, cost, ok, after, now) }
      },
    }
  },
  refund(taken, [used = 0, at = 0], now) {
    const left = leaked(taken.policy, used, at, now) - stillCounted(taken, now)
    return left > 0 ? [left, now] : []
  },
  expiry: ({ intervalMs }, [used = 0, at = 0]) => at + used * intervalMs,
}
