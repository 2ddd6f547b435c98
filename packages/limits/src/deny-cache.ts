import type { MonotonicClock } from '@sallyport/core'
import type { Policy } from './policy.ts'
import type { LimitState, Step } from './store.ts'

/** What a store refused, until a retry could succeed: a blocked key costs it nothing more. */
export interface DenyCache {
  find(step: Step): LimitState | undefined
  learn(states: readonly LimitState[]): void
  forget(step: Pick<Step, 'policy' | 'key'>): void
}

const mostKeys = 10_000
// Whoever gives something back on another machine is believed again after this.
const longestMs = 10_000

/** Makes an empty one. It knows nothing of concurrency: a place may come free at any moment. */
export function createDenyCache(monotonic: MonotonicClock): DenyCache {
  const denied = new Map<string, { readonly state: LimitState; readonly since: number }>()
  return {
    find(step) {
      const id = idOf(step)
      const known = denied.get(id)
      if (known === undefined) return undefined
      const { state, since } = known
      const passed = monotonic() - since
      if (passed >= Math.min(state.retryAfterMs, longestMs)) {
        denied.delete(id)
        return undefined
      }
      // What costs less may fit sooner, what costs more later than this one.
      if (step.cost !== state.cost || !isSame(step.policy, state.policy)) return undefined
      const { ok, reason, remaining } = state
      return {
        ...step,
        ok,
        reason,
        remaining,
        at: 0,
        retryAfterMs: Math.ceil(state.retryAfterMs - passed),
        moreAfterMs: Math.max(0, Math.ceil(state.moreAfterMs - passed)),
        resetAfterMs: Math.max(0, Math.ceil(state.resetAfterMs - passed)),
      }
    },
    learn(states) {
      for (const state of states) {
        if (state.ok || state.policy.kind === 'concurrency') continue
        const oldest = denied.size >= mostKeys ? denied.keys().next().value : undefined
        if (oldest !== undefined) denied.delete(oldest)
        denied.set(idOf(state), { state, since: monotonic() })
      }
    },
    forget(step) {
      denied.delete(idOf(step))
    },
  }
}

// Who was given a greater limit need not wait for what the smaller one said.
const isSame = (a: Policy, b: Policy): boolean =>
  a === b ||
  (a.limit === b.limit &&
    a.capacity === b.capacity &&
    a.windowMs === b.windowMs &&
    a.refill === b.refill &&
    a.period === b.period &&
    a.calendar.origin === b.calendar.origin)

// No policy's id has a space.
const idOf = ({ policy, key }: Pick<Step, 'policy' | 'key'>): string => `${policy.id} ${key}`
