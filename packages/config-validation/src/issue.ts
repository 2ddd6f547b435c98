import type { Source } from './layer.ts'

/** What can be wrong with a configuration. Closed. */
export type ConfigCode =
  | 'required' // nothing said it
  | 'required_in_production'
  | 'required_when'
  | 'invalid' // it is not what it must be
  | 'unknown' // no such key, no such variable
  | 'conflict' // said twice in one layer
  | 'rule' // two values do not go together
  | 'weak_secret' // a placeholder, or easily guessed
  | 'forbidden_name' // __proto__ and its like
  | 'unreadable' // the file is not there, or may not be read
  | 'malformed' // the file is not in its format

/** One thing that is wrong, as data. Has no value in it, whatever was given. */
export interface ConfigIssue {
  /** `redis.url`; empty for a file as a whole. */
  readonly path: string
  readonly code: ConfigCode
  /** A sentence without the value: `must be a port, 1 to 65535`. */
  readonly message: string
  /** What it must be, alone. */
  readonly expected?: string
  /** Where it stands; for what is missing, where it would. */
  readonly source: Source
  /** What to do: `did you mean REDIS_URL?`, `set REDIS_URL`. */
  readonly fix: string
}

/** Not wrong, but worth a line in the log: a former name, a secret's file that all may read. */
export interface ConfigWarning extends Omit<ConfigIssue, 'code'> {
  readonly code: 'former_name' | 'readable_by_all' | 'secret_in_file'
}
