import { demandOptions } from '@sallyport/core'
import { ConfigError } from './config-error.ts'
import type { ConfigDefinition } from './define-config.ts'
import { type Explanation, explain } from './explain.ts'
import { frozenConfig } from './freeze.ts'
import { gather } from './gather.ts'
import type { ConfigWarning } from './issue.ts'
import type { LayerTexts } from './layer.ts'
import { ordered } from './report.ts'
import { validate } from './validate.ts'

/** Where values come from beside the files of the definition. */
export interface LoadOptions {
  /** The environment; only read. @default process.env */
  readonly env?: LayerTexts
  /** What files' names are relative to. @default process.cwd() */
  readonly cwd?: string
  /** Above everything: the command line's, a test's. By nested name: `{ log: { level: 'DEBUG' } }`. */
  readonly overrides?: object
  /** `production`, `staging` … @default what the variable `profile` of the definition says */
  readonly profile?: string
  /** Values fetched before, by the names of the environment, which wins over them. */
  readonly secrets?: LayerTexts
}

/** A configuration that is valid. */
export interface LoadedConfig<T = unknown> {
  /** Plain and frozen to its depths. */
  readonly config: Frozen<T>
  /** Every layer that offered a value for a path, the winner first. Secrets are not shown. */
  readonly explain: (path: string) => Explanation
  /** What is not wrong, and worth a line in the log. */
  readonly warnings: readonly ConfigWarning[]
  /** As it was said; undefined where nobody said one, and production's rules hold. */
  readonly profile: string | undefined
}

/** All of it readonly; objects with a behaviour of their own as they are. */
export type Frozen<T> = T extends (...given: never) => unknown
  ? T
  : T extends
        | { reveal(): unknown }
        | Date
        | URL
        | ReadonlyMap<unknown, unknown>
        | ReadonlySet<unknown>
    ? T
    : T extends object
      ? { readonly [K in keyof T]: Frozen<T[K]> }
      : T

/**
 * Reads every layer, validates the whole, and says where each value came from. Overrides win over the
 * environment, that over fetched secrets, those over files (later over earlier), and files over defaults.
 *
 * @throws ConfigError with everything that is wrong, not the first of it.
 *
 * @example
 * ```ts
 * import { defineConfig, loadConfig } from '@sallyport/config-validation'
 * import * as z from 'zod'
 *
 * const definition = defineConfig({
 *   schema: z.object({ port: z._default(z.int(), 3000), log: z.object({ level: z.enum(['INFO', 'DEBUG']) }) }),
 * })
 * const { config, explain } = loadConfig(definition, { env: { LOG__LEVEL: 'DEBUG' } })
 * console.log(config.port, config.log.level) // prints: 3000 DEBUG
 * console.log(explain('log.level').offers[0]?.source) // prints: { kind: 'environment', name: 'LOG__LEVEL' }
 * ```
 */
export function loadConfig<T>(
  definition: ConfigDefinition<T>,
  options: LoadOptions = {},
): LoadedConfig<T> {
  demandOptions('config-validation: loadConfig()', options, loadOptions)
  return loaded(definition, options)
}

/** Their names. */
export const loadOptions: readonly string[] = ['env', 'cwd', 'overrides', 'profile', 'secrets']

/** Loads with options that were checked, whatever else is among them. */
export function loaded<T>(definition: ConfigDefinition<T>, options: LoadOptions): LoadedConfig<T> {
  const gathered = gather(definition, options)
  const checked = validate(definition, gathered)
  const { issues, warnings, profile } = gathered
  if (checked === undefined || issues.length > 0) throw new ConfigError(ordered(issues, definition))
  const config = frozenConfig(checked.value, definition.plan.root) as Frozen<T>
  return {
    config,
    explain: (path) => explain(path, definition, gathered),
    warnings: Object.freeze(warnings),
    profile: profile,
  }
}
