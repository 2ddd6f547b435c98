/** A file that holds configuration, in a format that can be read. */
export interface ConfigFile {
  /** Relative to `cwd`; `{profile}` in it becomes the profile. */
  readonly path: string
  /** A missing file is no error. @default false */
  readonly isOptional: boolean
  readonly format: FileFormat
}

/** How a format is read. Both throw never. */
export interface FileFormat {
  /** In documents and errors: `JSON`, `YAML`. */
  readonly name: string
  /** Every value is text, under names of the environment: `.env`. */
  readonly isEnvironment?: boolean
  /** What the text says. Its objects have no prototype's members beyond JSON's own; `__proto__` is an own key. */
  parse(text: string): Parsed
  /** Where the value (or, with `key`, the name) at a path stands. Asked only when something is to be reported. */
  locate(text: string, path: readonly string[], of: 'key' | 'value'): Position | undefined
}

/** What a file said, or where it stops making sense. `fault` never has the file's text in it. */
export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: string; readonly at: Position | undefined }

/** Counted from 1; columns in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}
