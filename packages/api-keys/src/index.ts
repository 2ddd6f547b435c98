export { type ApiKeys, type ApiKeysOptions, apiKeys } from './api-keys.ts'
export type { DigestKind, Pepper, PepperOrNone } from './digest.ts'
export type { ReadImported } from './imported.ts'
export type { CacheOptions } from './cache.ts'

export type { IssuedKey, NewKey } from './issue.ts'
export type { HashedKey } from './import-hashed.ts'
export type { Identified, UsedBy } from './identify.ts'
export type { Verified, VerifyDenial, VerifyNeed } from './verify.ts'
export type { Rotation } from './rotate.ts'
export type { RotatedUnused, RotateUnused } from './rotate-unused.ts'
export type { KeyUpdate } from './update.ts'
export type { ListedKey, ListQuery } from './list.ts'
export type { ExpiringQuery } from './expiring-soon.ts'
export type { LeakResult } from './report-leak.ts'
export type { ChangedBy } from './record-act.ts'
export { KeyChangeRefused, type RefusedReason } from './key-change-refused.ts'
export { KeyFailed, SomeFailed } from './some-failed.ts'

export { type RequireKeyOptions, requireKey } from './require-key.ts'
export { type ClaimsOf, type SpendOptions, spend } from './spend.ts'

export type {
  KeyLimit,
  KeyRecord,
  KeyState,
  KeyUse,
  PreviousSecret,
  SecretSlot,
} from './record.ts'
export type { KeyView } from './view.ts'
export type { Answer, KeyQuery, KeyStore, StoredKey, Touch } from './store.ts'
export {
  type MemoryKeyStore,
  type MemoryKeyStoreOptions,
  memoryKeyStore,
} from './stores/memory-key-store.ts'

export { apiKeyEvents, apiKeyMetrics, apiKeyReasons, type KeyDenial } from './catalog.ts'
