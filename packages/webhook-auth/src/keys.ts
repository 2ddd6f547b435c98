export { type CertificateKeysOptions, certificateKeys } from './keys/certificate-keys.ts'
export type { KeyFetchOptions } from './keys/fetched.ts'
export { type JwksOptions, jwks } from './keys/jwks.ts'
export type { KeptKeysOptions } from './keys/kept-keys.ts'
export { keySource } from './keys/key-source.ts'
export {
  type AwsSnsKeysOptions,
  awsSnsKeys,
  githubKeys,
  type PlaidKeysOptions,
  paypalKeys,
  plaidKeys,
} from './keys/sender-keys.ts'
