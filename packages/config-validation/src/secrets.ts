export {
  checkRotation,
  type RotationOptions,
  type RotationReport,
  type RotationWarning,
  rotationClasses,
  type SecretAge,
} from './secrets/check-rotation.ts'
export { environmentSecrets, type PreviousOptions } from './secrets/environment-secrets.ts'
export { type FetchedSecrets, fetchSecrets, type SecretName } from './secrets/fetch-secrets.ts'
export { fileSecrets } from './secrets/file-secrets.ts'
export type { SecretSource } from './secrets/secret-source.ts'
