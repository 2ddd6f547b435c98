import {
  type ApiKeysOptions,
  apiKeys,
  type KeyLimit,
  type KeyStore,
  memoryKeyStore,
} from '@sallyport/api-keys'
import { manualTime } from '@sallyport/core/testing'
import { type LimitStore, limits, memoryLimitStore } from '@sallyport/limits'

export const ada = { kind: 'user', id: 'ada' }

/** Our keys, in a time that stands still until it is told otherwise. */
export function openOurs(
  options: Partial<ApiKeysOptions> = {},
  limitStore: LimitStore = memoryLimitStore(),
) {
  const time = manualTime(Date.UTC(2026, 4, 15, 12))
  const { clock, monotonic, timers } = time
  const counts = { touched: 0, calls: 0 }
  const store = counted(options.store ?? memoryKeyStore(), counts)
  const limiter = limits({ policies: {}, store: limitStore, clock, monotonic, timers })
  const given = { prefix: 'acme', env: 'live', clock, monotonic, timers, ...options }
  const keys = apiKeys({ ...given, store, limits: limiter })
  return {
    ...{ time, store, keys, limiter, counts },
    async issue(more: { limits?: readonly KeyLimit[]; expiresAt?: number } = {}) {
      const wanted = { name: 'ci', tenant: 't1', owner: ada, actor: ada, ...more }
      const { token, key } = await keys.issue(wanted)
      return { token: token.reveal(), key }
    },
    /** What it says: `valid`, or a reason. */
    async verify(token: unknown): Promise<string> {
      const verdict = await keys.verify(token)
      return verdict.ok ? 'valid' : verdict.reason
    },
  }
}

function counted(store: KeyStore, counts: { touched: number; calls: number }): KeyStore {
  return {
    ...store,
    touch(touches) {
      counts.calls++
      counts.touched += touches.length
      return store.touch(touches)
    },
  }
}

/** A store of limits in memory whose answers take a while on their way, there and back. */
export function limitsAway(wait: () => Promise<unknown>): LimitStore {
  const inner = memoryLimitStore()
  const away = async <T>(answer: () => T | Promise<T>): Promise<T> => {
    await wait()
    const answered = await answer()
    await wait()
    return answered
  }
  return {
    claim: (...given) => away(() => inner.claim(...given)),
    look: (...given) => away(() => inner.look(...given)),
    refund: (...given) => away(() => inner.refund(...given)),
    forget: (...given) => away(() => inner.forget(...given)),
    check: inner.check,
  }
}
