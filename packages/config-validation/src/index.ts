export type { ConfigFile, FileFormat, Parsed, Position } from './config-file.ts'
export { type Field, fields } from './field.ts'
export type { AmountOptions } from './fields/amount.ts'
export { bool } from './fields/bool.ts'
export { bytes } from './fields/bytes.ts'
export { choice } from './fields/choice.ts'
export { duration } from './fields/duration.ts'
export { type IntOptions, int } from './fields/int.ts'
export { type LogLevel, logLevel, logLevels } from './fields/log-level.ts'
export type { FieldOptions } from './fields/make-field.ts'
export { port } from './fields/port.ts'
export { queueSize } from './fields/queue-size.ts'
export { requiredInProduction, requiredWhen } from './fields/required.ts'
export {
  type LiveSecret,
  liveSecrets,
  type RotatingSecret,
  rotatingSecret,
} from './fields/rotating-secret.ts'
export { type SecretOptions, secret } from './fields/secret.ts'
export { type TextOptions, text } from './fields/text.ts'
export { type UrlOptions, url } from './fields/url.ts'
export type { ConfigCode, ConfigIssue, ConfigWarning } from './issue.ts'
export type { Layer, LayerKind, Source } from './layer.ts'
export type { Leaf, LeafName, Plan } from './plan.ts'

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
