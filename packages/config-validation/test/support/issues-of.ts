import { ConfigError, type ConfigIssue } from '@sallyport/config-validation'

/** What is wrong, when that is what was thrown. */
export function issuesOf(load: () => unknown): readonly ConfigIssue[] {
  return errorOf(load).issues
}

/** The error, which must be one of a configuration. */
export function errorOf(load: () => unknown): ConfigError {
  try {
    load()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('nothing was wrong')
}
