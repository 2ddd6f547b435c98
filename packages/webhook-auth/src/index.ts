export { type WebhookAuth, type WebhookAuthOptions, webhookAuth } from './webhook-auth.ts'
export type { WebhookDenial, WebhookService, WebhookSettings } from './services.ts'

export { type SignedByOptions, type SignedWebhook, signedBy } from './signed-by.ts'
export {
  type SharedSecretHeader,
  type SharedSecretOptions,
  type SharedSecretProof,
  sharedSecret,
} from './shared-secret.ts'
export { type OnceOnlyDenial, type OnceOnlyOptions, onceOnly } from './once-only.ts'
export type { ClaimedDelivery } from './claimed-delivery.ts'
export {
  type Idempotent,
  type IdempotentDenial,
  type IdempotentOptions,
  idempotent,
} from './idempotent.ts'

export {
  type VerifiedWebhook,
  type Verifier,
  verifier,
} from './verifier.ts'
export type { VerifierOptions } from './verifier-options.ts'
export type { WebhookFacts } from './webhook-facts.ts'
export type { Delivery, DeliveryHeaders, Received } from './delivery.ts'
export type { WebhookSecret, WebhookSecrets } from './secrets.ts'
export type { KeyedVerifier, KeySource } from './key-source.ts'

export { type SignOptions, sign } from './sign.ts'

export { defineScheme } from './define-scheme.ts'
export type {
  Covers,
  DeclaredScheme,
  DigestClaim,
  HashName,
  Outgoing,
  Pieces,
  Reading,
  ReadScheme,
  Scheme,
  SchemeFacts,
  SignedDelivery,
  Source,
} from './scheme.ts'
export type { MacName, SecretForm } from './mac.ts'
export type { Encoding } from './encoding.ts'
export type { TimeUnit } from './timestamp.ts'

export type { Answer, Claimed, DeliveryStore } from './delivery-store.ts'
export {
  type MemoryDeliveryStore,
  type MemoryDeliveryStoreOptions,
  memoryDeliveryStore,
} from './stores/memory-delivery-store.ts'

export {
  type ReplayDenial,
  type ServiceDenial,
  type SignatureDenial,
  webhookEvents,
  webhookMetrics,
} from './catalog.ts'
