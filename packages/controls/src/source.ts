/** Stops a watch. Nothing is told afterwards; calling it twice does no harm. */
export type Unwatch = () => void

/**
 * What a source holds, by the names of flags. A value is written as it is (`true`, `60`, `"text"`), or
 * as an object that says more of it: `{ "value": true, "until": "2026-11-21T15:00:00Z", "by": "ada" }`.
 */
export type StoredFlags = Readonly<Record<string, unknown>>

/** What a source held at one moment. */
export interface SourceState {
  /** Different after every write. */
  readonly version: string
  /** As found: whoever reads it checks it. */
  readonly flags: StoredFlags
}

/** Who hears of a source. None of the three may throw. */
export interface SourceListener {
  /** Read again: something may be different. */
  changed(): void
  /** From here on changes are missed. */
  lost(error: unknown): void
  /** Changes are told again. */
  restored(): void
}

/** Where the values of flags are kept. What cannot be reached, or makes no sense, rejects. */
export interface ControlsSource {
  read(): SourceState | Promise<SourceState>
  /**
   * Puts `flags` in place of what had this version, atomically; false, and nothing is different, where
   * it has another by now. Missing where the source can only be read.
   */
  write?(flags: StoredFlags, version: string): boolean | Promise<boolean>
  /** Tells of changes, by whomever, this process's own included. Resolves once it does. */
  watch?(listener: SourceListener): Unwatch | Promise<Unwatch>
}
