import type { ConfigIssue } from './issue.ts'
import { placeOf } from './layer.ts'

/**
 * A configuration that cannot be used, with everything that is wrong with it. Its `message` is made for a
 * terminal; nothing in it, in the stack or in the JSON holds a value that was given.
 *
 * @example
 * ```ts
 * import { ConfigError, defineConfig, loadConfig } from '@sallyport/config-validation'
 * import * as z from 'zod'
 *
 * const definition = defineConfig({ schema: z.object({ port: z.int(), host: z.string() }) })
 * try {
 *   loadConfig(definition, { env: { PORT: 'eighty' } })
 * } catch (error) {
 *   if (!(error instanceof ConfigError)) throw error
 *   for (const { path, code, fix } of error.issues) console.log(path, code, fix)
 *   // prints: port invalid correct PORT
 *   // prints: host required set HOST
 * }
 * ```
 */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError'
  readonly code: string = 'ERR_CONFIG_INVALID'
  /** In the order of the schema; what belongs to no value of it comes first. */
  readonly issues: readonly ConfigIssue[]

  constructor(issues: readonly ConfigIssue[]) {
    super(issuesText(issues))
    this.issues = Object.freeze(issues.map((issue) => Object.freeze(issue)))
  }

  /** What an API or a log takes. */
  toJSON(): { name: string; code: string; issues: readonly ConfigIssue[] } {
    return { name: this.name, code: this.code, issues: this.issues }
  }
}

/** What is wrong, for a terminal: two lines each. */
export function issuesText(issues: readonly ConfigIssue[]): string {
  const count = issues.length === 1 ? 'one problem' : `${issues.length} problems`
  const lines = issues.flatMap(({ path, message, source, fix }) => [
    `  ${path === '' ? '' : `${path} `}${message}`,
    `    ${placeOf(source)}${placeOf(source) === '' ? '' : ': '}${fix}`,
  ])
  return [`the configuration has ${count}`, ...lines].join('\n')
}
