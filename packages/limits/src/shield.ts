import type { MetricsSink, Timers } from '@sallyport/core'
import { createBreaker } from './breaker.ts'
import { limitMetrics } from './catalog.ts'
import { createDenyCache } from './deny-cache.ts'
import { memoryLimitStore } from './memory/memory-limit-store.ts'
import type { Clocks, LimitState, LimitStore, Step } from './store.ts'

/** What is answered while the store cannot. */
export type OnStoreError = 'deny' | 'allow' | 'local'

/** How {@link shield} stands before a store. */
export interface ShieldOptions {
  readonly onStoreError: OnStoreError
  /** How long a store may take. */
  readonly timeoutMs: number
  readonly timers: Timers
  readonly clocks: Clocks
  readonly metrics: MetricsSink
}

/**
 * A store on another machine, as it can be asked on every request: what it refused is refused again
 * without asking; when it is slow or down, somebody else answers, and it is left in peace.
 */
export function shield(
  store: LimitStore,
  { onStoreError, timeoutMs, timers, clocks, metrics }: ShieldOptions,
): LimitStore {
  const cache = createDenyCache(clocks.monotonic)
  const breaker = createBreaker(clocks.monotonic, (open) =>
    metrics.set(limitMetrics.circuitOpen, open ? 1 : 0),
  )
  const local = memoryLimitStore()
  // What was taken here, or not at all, is not given back there.
  const notInStore = new WeakSet<LimitState>()

  const fallback = (steps: readonly Step[], look: boolean, cause?: unknown) => {
    metrics.add(limitMetrics.answeredFor, 1, { by: onStoreError })
    const states =
      onStoreError === 'local'
        ? local[look ? 'look' : 'claim'](steps, clocks)
        : steps.map((step) => unasked(step, onStoreError === 'allow', breaker.openForMs, cause))
    for (const state of states) notInStore.add(state)
    return states
  }
  let givenBack = 0
  const timed = async <T>(call: () => T | Promise<T>, late?: (answer: T) => void): Promise<T> => {
    let gaveUp = false
    let cancel = (): void => {}
    const tooLate = new Promise<never>((_resolve, reject) => {
      cancel = timers.after(timeoutMs, () => {
        gaveUp = true
        reject(new Error(`limits: the store did not answer within ${timeoutMs} ms`))
      })
    })
    // A store may throw where it should reject.
    const asked = (async () => call())()
    asked.then((answer) => gaveUp && late?.(answer)).catch(() => {})
    try {
      return await Promise.race([asked, tooLate])
    } finally {
      cancel()
    }
  }
  const ask = async <T>(call: () => T | Promise<T>, late?: (answer: T) => void): Promise<T> => {
    try {
      const answer = await timed(call, late)
      breaker.succeeded()
      return answer
    } catch (error) {
      metrics.add(limitMetrics.storeErrors, 1)
      breaker.failed()
      throw error
    }
  }
  const answer = async (steps: readonly Step[], look: boolean): Promise<readonly LimitState[]> => {
    if (!breaker.mayAsk()) return fallback(steps, look)
    const before = givenBack
    try {
      const states = await ask(
        () => store[look ? 'look' : 'claim'](steps, clocks),
        // Nobody waited for what it took.
        (taken) => look || giveBack(taken),
      )
      // A refusal from before something was given back is no news.
      if (before === givenBack) cache.learn(states)
      return states
    } catch (error) {
      return fallback(steps, look, error)
    }
  }
  const giveBack = (states: readonly LimitState[]): void => {
    if (!states.every(({ ok }) => ok)) return
    // Not by way of the breaker: that a late store takes refunds says nothing of its claims.
    timed(() => store.refund(states, clocks)).catch(() => {})
  }
  // All of them: who waits for the first would come back to the second.
  const known = (steps: readonly Step[]): readonly LimitState[] | undefined => {
    const denied = steps.map(cache.find).filter((state) => state !== undefined)
    if (denied.length === 0) return undefined
    metrics.add(limitMetrics.answeredFor, 1, { by: 'cache' })
    return denied
  }
  return {
    claim: (steps) => known(steps) ?? answer(steps, false),
    look: (steps) => known(steps) ?? answer(steps, true),
    async refund(taken) {
      const here = taken.filter((state) => notInStore.has(state))
      if (onStoreError === 'local') local.refund(here, clocks)
      const there = taken.filter((state) => !notInStore.has(state))
      if (there.length > 0) await ask(() => store.refund(there, clocks))
      // Not before: whoever asks meanwhile is refused still, and that would be learned.
      givenBack++
      for (const state of taken) cache.forget(state)
    },
    async forget(policy, key) {
      local.forget(policy, key)
      await ask(() => store.forget(policy, key))
      givenBack++
      cache.forget({ policy, key })
    },
    async check(signal) {
      const message = 'the store fails; requests are answered without it'
      try {
        const result = await timed(() => store.check(signal))
        if (result.ok && breaker.openForMs > 0) return { ...result, degraded: true, message }
        if (result.ok || onStoreError === 'deny') return result
        return { ...result, ok: true, degraded: true, message: result.message ?? message }
      } catch (error) {
        // Where others answer for it, the service is not down with it.
        if (onStoreError === 'deny') throw error
        return { ok: true, degraded: true, message }
      }
    },
  }
}

/** What is answered for a store that cannot: nothing is known, so nothing is counted. */
function unasked(step: Step, ok: boolean, openForMs: number, cause: unknown): LimitState {
  return {
    ...step,
    ok,
    reason: ok ? undefined : 'limits_unavailable',
    remaining: ok ? step.policy.capacity : 0,
    retryAfterMs: ok ? 0 : Math.max(1_000, Math.ceil(openForMs)),
    moreAfterMs: 0,
    resetAfterMs: 0,
    at: 0,
    unknown: true,
    ...(cause === undefined ? {} : { cause }),
  }
}
