import type { Thresholds } from './hysteresis.ts'

/** What a check's failure means, and how the check is asked. */
export interface CheckOptions extends Partial<Thresholds> {
  /** Whether the service is down without it; else it is degraded. @default true */
  readonly critical?: boolean
  /** How long an answer is waited for. @default 500 */
  readonly timeoutMs?: number
  /** How long an answer holds, so that many probes ask once. @default 1_000 */
  readonly cacheMs?: number
  /** Asks on its own, so often, give or take a tenth; probes then never wait. @default only when probed */
  readonly everyMs?: number
  /** Failures in a row before it is down. @default 1 */
  readonly failures?: number
  /** Successes in a row before it is up again. @default 1 */
  readonly successes?: number
  /** What it belongs to: `ready`, `startup`, and names of your own. @default ['ready'] */
  readonly groups?: readonly string[]
  /** For the report. @default none */
  readonly tags?: readonly string[]
}

/** The options with their defaults. */
export type CheckSettings = Required<Omit<CheckOptions, 'everyMs'>> & Pick<CheckOptions, 'everyMs'>

const defaults: CheckSettings = {
  critical: true,
  timeoutMs: 500,
  cacheMs: 1_000,
  failures: 1,
  successes: 1,
  groups: ['ready'],
  tags: [],
}
const names = [...Object.keys(defaults), 'everyMs']

/** Throws for what cannot be, naming the check. */
export function checkSettings(name: string, options: CheckOptions): CheckSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const unknown = given.find(([option]) => !names.includes(option))
  if (unknown !== undefined) {
    throw new TypeError(
      `health: the check "${name}" has an option "${unknown[0]}"; there are ${names.join(', ')}`,
    )
  }
  const settings: CheckSettings = { ...defaults, ...Object.fromEntries(given) }
  const wrong = (option: keyof CheckOptions, expected: string): string =>
    `health: "${option}" of the check "${name}" must be ${expected}, got ${String(settings[option])}`
  for (const [option, least] of counts) {
    const value = settings[option]
    if (value === undefined) continue
    if (!(Number.isInteger(value) && value >= least && value < 2 ** 31)) {
      throw new RangeError(wrong(option, `whole and at least ${least}`))
    }
  }
  if (typeof settings.critical !== 'boolean')
    throw new TypeError(wrong('critical', 'true or false'))
  for (const option of ['groups', 'tags'] as const) {
    const list: unknown = settings[option]
    if (!(Array.isArray(list) && list.every((one) => typeof one === 'string' && one !== ''))) {
      throw new TypeError(wrong(option, 'a list of names'))
    }
  }
  return { ...settings, groups: [...settings.groups], tags: [...settings.tags] }
}

const counts = [
  ['timeoutMs', 1],
  ['cacheMs', 0],
  ['everyMs', 100],
  ['failures', 1],
  ['successes', 1],
] as const
