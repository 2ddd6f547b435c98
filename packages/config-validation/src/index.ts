export { configEvents, configMetrics } from './catalog.ts'
export { ConfigError } from './config-error.ts'
export type { ConfigFile, FileFormat, Parsed, Position } from './config-file.ts'
export {
  type ConfigDefinition,
  type ConfigOptions,
  defineConfig,
  type PathOf,
} from './define-config.ts'
export { envFile } from './dotenv.ts'
export type { NamesOption } from './env-names.ts'
export { type Explanation, explanationText, type Offer } from './explain.ts'
export { type Field, fields } from './field.ts'
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
