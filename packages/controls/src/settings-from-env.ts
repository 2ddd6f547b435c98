import { demandOptions } from '@sallyport/core'
import type { Definition, Flag, FlagValue, ValuesOf } from './flag.ts'
import { valueFault } from './value-fault.ts'

/** What of the environment is read. */
export interface SettingsFromEnvOptions {
  /** What stands before each name: `APP_` reads `APP_VERBOSE_LOGGING`. @default '' */
  readonly prefix?: string
}

/**
 * The values that the environment gives to flags: `VERBOSE_LOGGING=true`. An empty one is none; a
 * number is decimal, a boolean `true`, `false`, `1` or `0`, and nothing else.
 *
 * @throws RangeError that names everything that is wrong, without its value: a secret may stand there
 * by mistake.
 *
 * @example
 * ```ts
 * import { operationalFlags } from '@sallyport/controls'
 * import { settingsFromEnv } from '@sallyport/controls/env'
 *
 * const env = { APP_RATE_LIMIT_PER_MINUTE: '60', APP_VERBOSE_LOGGING: '' }
 * console.log(settingsFromEnv(operationalFlags, env, { prefix: 'APP_' }))
 * // prints: { rate_limit_per_minute: 60 }
 * ```
 */
export function settingsFromEnv<const D extends Definition>(
  definition: D,
  env: Readonly<Record<string, string | undefined>>,
  options: SettingsFromEnvOptions = {},
): Partial<ValuesOf<D>> {
  demandOptions('controls: settingsFromEnv()', options, ['prefix'])
  const { prefix = '' } = options
  const found: Record<string, FlagValue> = {}
  const wrong: string[] = []
  for (const [name, flag] of Object.entries(definition)) {
    const key = prefix + name.toUpperCase()
    const text = Object.hasOwn(env, key) ? env[key] : undefined
    if (text === undefined || text === '') continue
    const value = valueFrom(flag, text)
    if (valueFault(flag, value) === undefined) found[name] = value as FlagValue
    else wrong.push(key)
  }
  if (wrong.length > 0) {
    throw new RangeError(`controls: the environment gives no valid ${wrong.join(', ')}`)
  }
  return found as Partial<ValuesOf<D>>
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])
const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/

function valueFrom({ kind }: Flag, text: string): FlagValue | undefined {
  if (kind === 'boolean') return booleans.get(text)
  if (kind !== 'number') return text
  return decimal.test(text) ? Number(text) : undefined
}
