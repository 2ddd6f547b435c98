export type { ReplayDenial, SignatureDenial } from './catalog.ts'
export { defineScheme } from './define-scheme.ts'
export type { Delivery, DeliveryHeaders, Received } from './delivery.ts'
export type { Answer, Claimed, DeliveryStore } from './delivery-store.ts'
export type { Encoding } from './encoding.ts'
export type { MacName, SecretForm } from './mac.ts'
export type { OnceOnlyDenial, OnceOnlyOptions } from './once-only-by.ts'
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
export type { WebhookSecret, WebhookSecrets } from './secrets.ts'
export type { SignOptions } from './sign.ts'
export type { MemoryDeliveryStore, MemoryDeliveryStoreOptions } from './stores/memory-store.ts'
export type { TimeUnit } from './timestamp.ts'
export type { VerifierOptions } from './verifier-options.ts'
export { memoryDeliveryStore } from './web/memory-delivery-store.ts'
export { onceOnly } from './web/once-only.ts'
export { sign } from './web/sign.ts'
export { type SignedWebhook, signedBy } from './web/signed-by.ts'
export { type VerifiedWebhook, type Verifier, verifier } from './web/verifier.ts'
export type { WebhookFacts } from './webhook-facts.ts'
