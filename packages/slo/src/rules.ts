export type { RulesInfo } from './rules/meta-rules.ts'
export type { AlertingRule, RecordingRule, RuleFile, RuleGroup } from './rules/rule-file.ts'
export { isRecordable, type RulesOptions, toPrometheusRules } from './rules/to-prometheus-rules.ts'
export { toYaml } from './rules/to-yaml.ts'
