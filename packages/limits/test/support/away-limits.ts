import {
  type ManualTime,
  type MetricsRecorder,
  manualTime,
  recordMetrics,
} from '@sallyport/core/testing'
import { type Limits, limits, type OnStoreError, type PolicyDefinition } from '@sallyport/limits'
import { type AwayStore, awayStore } from './away-store.ts'

const minute = 60_000
const policies: Readonly<Record<'exact' | 'slow' | 'room', PolicyDefinition>> = {
  exact: { kind: 'exact', limit: 2, windowMs: minute },
  slow: { kind: 'exact', limit: 2, windowMs: 60 * minute },
  room: { kind: 'concurrency', limit: 1, leaseMs: minute },
}

/** Limits over a store on another machine, and all there is to see of it. */
export interface AwayLimits {
  readonly time: ManualTime
  readonly store: AwayStore
  readonly metrics: MetricsRecorder
  readonly limiter: Limits<'exact' | 'slow' | 'room'>
  /** Claims so often while the store rejects. */
  fail(times: number): Promise<void>
}

/** Makes them. */
export function awayLimits(onStoreError: OnStoreError = 'deny'): AwayLimits {
  const time = manualTime(Date.UTC(2026, 4, 15))
  const store = awayStore()
  const metrics = recordMetrics()
  const limiter = limits({ store, policies, onStoreError, metrics, ...time })
  return {
    ...{ time, store, metrics, limiter },
    async fail(times) {
      const { mode } = store
      store.mode = 'rejects'
      for (let i = 0; i < times; i++) await limiter.check('exact', 'failing')
      store.mode = mode
    },
  }
}
