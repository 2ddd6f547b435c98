export type { Period } from './calendar.ts'
export {
  type LimitDenial,
  type LimitReason,
  limitEvents,
  limitMetrics,
  limitReasons,
} from './catalog.ts'
export {
  type AnswerOf,
  type Claim,
  type Claimed,
  type ForgottenBy,
  type Limits,
  type LimitsOptions,
  limits,
} from './limits.ts'
export {
  type MemoryLimitStore,
  type MemoryLimitStoreOptions,
  memoryLimitStore,
} from './memory-limit-store.ts'
export {
  type ConcurrencyDefinition,
  definePolicy,
  type ExactDefinition,
  type Policy,
  type PolicyDefinition,
  type QuotaDefinition,
  type RateDefinition,
} from './policy.ts'
export type { OnStoreError } from './shield.ts'
export type { Answer, Clocks, LimitState, LimitStore, Step, SyncLimitStore } from './store.ts'
