type Texts = Readonly<Record<string, string>>

/** A rule that records a series. */
export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels: Texts
}

/** A rule that alerts. */
export interface AlertingRule {
  readonly alert: string
  readonly expr: string
  /** How long it must hold first. */
  readonly for?: string
  readonly labels: Texts
  readonly annotations: Texts
}

/** Rules that Prometheus evaluates one after the other. */
export interface RuleGroup {
  readonly name: string
  readonly rules: readonly (RecordingRule | AlertingRule)[]
}

/** A rule file, as data: `toYaml` prints it. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[]
}
