export { type SignatureDenial, signatureReasons } from './catalog.ts'
export { defineScheme } from './define-scheme.ts'
export type { Delivery, DeliveryHeaders, Received } from './delivery.ts'
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
export type { VerifierOptions, WebhookFacts } from './verifier.ts'
export { sign } from './web/sign.ts'
export { type SignedWebhook, signedBy } from './web/signed-by.ts'
export { type VerifiedWebhook, type Verifier, verifier } from './web/verifier.ts'
