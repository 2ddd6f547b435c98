import {
  type AuditSink,
  coreMetrics,
  type GuardRequest,
  type MetricsSink,
  type MonotonicClock,
  noAudit,
  noMetrics,
  systemMonotonic,
} from '@sallyport/core'
import { limitEvents, limitMetrics, limitReasons } from './catalog.ts'
import { shownKey } from './key.ts'
import type { LimitState } from './store.ts'

/** Who is told of refusals. */
export interface ViolationOptions {
  /** Counts refusals by policy and route. @default measures nothing */
  readonly metrics?: MetricsSink
  /** Records when a key comes to its limit. @default records nothing */
  readonly audit?: AuditSink
  /** @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
}

/** Their names. */
export const violationOptions: readonly string[] = ['metrics', 'audit', 'monotonic']

/** Told of each refusal. */
export type Violated = (state: LimitState, request: GuardRequest) => void

const quietMs = 60_000
const mostKeys = 10_000
const mostNames = 1_000

/** Counts each refusal; records only the first, until a minute went by without one: a flood is one event. */
export function watchViolations(
  { metrics = noMetrics, audit = noAudit, monotonic = systemMonotonic }: ViolationOptions,
  mode: 'enforce' | 'shadow' = 'enforce',
): Violated {
  const seen = new Map<string, number>()
  const names = new Set<string>()
  const begins = (id: string): boolean => {
    const now = monotonic()
    const last = seen.get(id)
    seen.delete(id)
    const oldest = seen.size >= mostKeys ? seen.keys().next().value : undefined
    if (oldest !== undefined) seen.delete(oldest)
    seen.set(id, now)
    return last === undefined || now - last >= quietMs
  }
  return (state, request) => {
    const { policy, key, reason = 'rate_limited' } = state
    // That the store is down or full is nobody's violation.
    if (limitReasons[reason].status !== 429) return
    names.add(policy.name)
    metrics.add(limitMetrics.violations, 1, {
      policy: names.size <= mostNames ? policy.name : 'other',
      route: request.route ?? 'none',
      mode,
    })
    if (audit === noAudit || !begins(`${policy.id} ${key}`)) return
    const lost = (): void => metrics.add(coreMetrics.dropped, 1, { sink: 'audit' })
    const { id, ip, method, route } = request
    // The request does not wait for the record, and does not fail with it.
    const record = async () =>
      audit.record({
        type: limitEvents.violated.type,
        outcome: 'denied',
        reason,
        targets: [{ kind: 'limit', id: policy.name }],
        ctx: { requestId: id, ip, method, route },
        event: { key: shownKey(key), mode },
      })
    record().catch(lost)
  }
}
