import { type LimitStore, memoryLimitStore } from '@sallyport/limits'

/** A store on another machine, as a test wants it to be. */
export interface AwayStore extends LimitStore {
  /** What becomes of the next calls. `hangs`: nothing, until `release`. */
  mode: 'answers' | 'rejects' | 'throws' | 'hangs'
  /** What was called, in order. */
  readonly calls: string[]
  /** Does now what hung, and answers. */
  release(): Promise<void>
}

/** Makes one: in truth a memory store, that answers later. */
export function awayStore(): AwayStore {
  const inner = memoryLimitStore()
  let waiting: (() => void)[] = []
  const call = <T>(name: string, run: () => T): Promise<T> => {
    store.calls.push(name)
    const { mode } = store
    if (mode === 'throws') throw new Error('away: thrown')
    if (mode === 'rejects') return Promise.reject(new Error('away: rejected'))
    if (mode === 'hangs')
      return new Promise((resolve) => {
        waiting.push(() => resolve(run()))
      })
    return Promise.resolve().then(run)
  }
  const store: AwayStore = {
    mode: 'answers',
    calls: [],
    claim: (steps, clocks) => call('claim', () => inner.claim(steps, clocks)),
    look: (steps, clocks) => call('look', () => inner.look(steps, clocks)),
    refund: (taken, clocks) => call('refund', () => inner.refund(taken, clocks)),
    forget: (policy, key) => call('forget', () => inner.forget(policy, key)),
    check: () => call('check', () => ({ ok: true })),
    async release() {
      const due = waiting
      waiting = []
      for (const run of due) run()
      await settled()
    },
  }
  return store
}

/** All that waits for nothing but its turn has had it. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve()
}
