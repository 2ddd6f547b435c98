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
  type ConcurrencyDefinition,
  definePolicy,
  type ExactDefinition,
  type Policy,
  type PolicyDefinition,
  type QuotaDefinition,
  type RateDefinition,
} from './policy.ts'
export type { Period } from './calendar.ts'
export type { Answer, Clocks, LimitState, LimitStore, Step, SyncLimitStore } from './store.ts'
export type { OnStoreError } from './shield.ts'

export {
  type ClaimLimitsOptions,
  claimLimits,
  type LimitedOptions,
  type LimitKey,
  type RateLimitOptions,
  rateLimit,
} from './rate-limit.ts'
export { type AroundOptions, type Failures, type FailuresOptions, failures } from './failures.ts'
export { type InFlight, type InFlightOptions, inFlight } from './in-flight.ts'
export { type ByAddressOptions, byAddress } from './by-address.ts'
export type { LimitHeaders } from './headers.ts'
export { limitDenial } from './limit-denial.ts'
export type { ViolationOptions } from './watch-violations.ts'

export { limitsEndpoint } from './limits-endpoint.ts'

export {
  type MemoryLimitStore,
  type MemoryLimitStoreOptions,
  memoryLimitStore,
} from './memory/memory-limit-store.ts'

export {
  type LimitDenial,
  type LimitReason,
  limitEvents,
  limitMetrics,
  limitReasons,
} from './catalog.ts'
