import type { Thresholds } from './hysteresis.ts'
import { demandAtLeast, settle } from './settle.ts'

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

/** Throws for what cannot be, naming the check. */
export function checkSettings(name: string, options: CheckOptions): CheckSettings {
  const where = `health: the check "${name}"`
  const settings = settle(where, defaults, options, ['everyMs'])
  demandAtLeast<CheckSettings>(where, settings, {
    timeoutMs: 1,
    cacheMs: 0,
    everyMs: 100,
    failures: 1,
    successes: 1,
  })
  const { critical, groups, tags } = settings
  const demand = (isRight: boolean, option: 'critical' | 'groups' | 'tags', what: string): void => {
    if (isRight) return
    const came = JSON.stringify(settings[option])
    throw new TypeError(`${where}: "${option}" must be ${what}, got ${came}`)
  }
  demand(typeof critical === 'boolean', 'critical', 'true or false')
  demand(isNames(groups), 'groups', 'a list of names')
  demand(isNames(tags), 'tags', 'a list of names')
  return { ...settings, groups: [...groups], tags: [...tags] }
}

const isNames = (list: unknown): boolean =>
  Array.isArray(list) && list.every((one) => typeof one === 'string' && one !== '')
