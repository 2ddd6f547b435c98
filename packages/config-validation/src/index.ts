export { ConfigError } from './config-error.ts'
export type { ConfigFile, FileFormat, Parsed, Position } from './config-file.ts'
export {
  type ConfigDefinition,
  type ConfigOptions,
  defineConfig,
  type PathOf,
} from './define-config.ts'
export { envFile } from './dotenv.ts'
export type { NamesOption, OneName } from './env-names.ts'
export { type Explanation, explanationText, type Offer } from './explain.ts'
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
export { jsonFile } from './json.ts'
export type { Layer, LayerKind, LayerTexts, Source } from './layer.ts'
export { type Frozen, type LoadedConfig, type LoadOptions, loadConfig } from './load-config.ts'
export type { Leaf, LeafName, Plan, Section } from './plan.ts'
export { type At, type Rule, type RuleMaker, type RuleValues, rule } from './rule.ts'
export type {
  OutputOf,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from './standard-schema.ts'
