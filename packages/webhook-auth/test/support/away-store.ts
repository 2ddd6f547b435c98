import { type DeliveryStore, memoryDeliveryStore } from '@sallyport/webhook-auth'

/** A store on another machine, as a test wants it to be. */
export interface AwayStore extends DeliveryStore {
  /** What becomes of the next calls. `hangs`: nothing, until `answer`. */
  mode: 'answers' | 'rejects' | 'throws' | 'hangs'
  /** What was called, in order. */
  readonly calls: string[]
  /** Does now what hung, and answers. */
  answer(): Promise<void>
}

/** Makes one: in truth a memory store, that answers later. */
export function awayStore(monotonic: () => number, maxKeys = 1_000): AwayStore {
  const inner = memoryDeliveryStore({ monotonic, maxKeys })
  let waiting: (() => void)[] = []
  const call = <T>(name: string, run: () => T): Promise<T> => {
    store.calls.push(name)
    if (store.mode === 'throws') throw new Error('away: thrown')
    if (store.mode === 'rejects') return Promise.reject(new Error('away: rejected'))
    if (store.mode === 'answers') return Promise.resolve().then(run)
    return new Promise((resolve) => {
      waiting.push(() => resolve(run()))
    })
  }
  const store: AwayStore = {
    mode: 'answers',
    calls: [],
    claim: (key, holdMs) => call('claim', () => inner.claim(key, holdMs)),
    complete: (key, lease, keepMs) => call('complete', () => inner.complete(key, lease, keepMs)),
    release: (key, lease) => call('release', () => inner.release(key, lease)),
    check: () => ({ ok: true }),
    async answer() {
      const due = waiting
      waiting = []
      store.mode = 'answers'
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
