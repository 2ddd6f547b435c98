import { periodOf, quotaState, refilled } from '../quota.ts'
import type { Layout } from './turn.ts'

const longestMonthMs = 31 * 86_400_000

/** Quotas: what was in use, and when the period began in which it was. */
export const quotaLayout: Layout = {
  turn(step, [used = 0, since = 0], now) {
    const { policy, cost } = step
    const period = periodOf(policy, now)
    const ahead = since > period.start
    const before = refilled(policy, used, ahead ? period.start : since, period)
    return {
      ok: before + cost <= policy.capacity,
      ahead,
      end(taken) {
        const after = before + (taken ? cost : 0)
        const state = quotaState(step, before, after, now, period)
        return { numbers: [after, period.start], state }
      },
    }
  },
  // What was taken in an earlier period has come back already.
  refund({ policy, cost, at }, kept, now) {
    const [used = 0, since = 0] = kept
    const period = periodOf(policy, now)
    if (at < period.start) return kept
    const left = refilled(policy, used, Math.min(since, period.start), period) - cost
    return left > 0 ? [left, period.start] : []
  },
  // Months of 31 days: later than it will be, and no calendar ends before that.
  expiry: ({ refill, calendar: { ms, months } }, [used = 0, since = 0]) =>
    since + Math.ceil(used / refill) * (ms + months * longestMonthMs),
}
