import { type AuditParty, demandOptions } from '@sallyport/core'
import type { ControlsOptions, SetOptions } from './controls.ts'
import type { Definition } from './flag.ts'
import { shown } from './value-fault.ts'

const names = 'definition source pollMs timeoutMs audit metrics onError clock timers'.split(' ')
const longestMs = 366 * 86_400_000

/** Throws for options that cannot be. */
export function demandControls(options: ControlsOptions<Definition>): void {
  demandOptions('controls: controls()', options, names)
  const { source, pollMs = 30_000, timeoutMs = 5_000 } = options
  if (source !== undefined && typeof source?.read !== 'function') {
    throw new TypeError(`controls: "source" must have read(), got ${shown(source)}`)
  }
  demandSpan('pollMs', pollMs, 86_400_000)
  demandSpan('timeoutMs', timeoutMs, 60_000)
}

/** Whether it names somebody, shortly enough to be kept. */
export const isActor = (given: unknown): given is AuditParty => {
  const { kind, id } = (given ?? {}) as Partial<AuditParty>
  return isText(kind, 200) && isText(id, 200)
}

/** Throws for an actor, a reason and a span as they cannot be. */
export function demandSet(options: SetOptions): void {
  demandOptions('controls: set()', options, ['actor', 'why', 'forMs'])
  if (!isActor(options.actor)) {
    throw new TypeError(`controls: "actor" must be { kind, id }, got ${shown(options.actor)}`)
  }
  if (!isText(options.why, 1_000)) {
    throw new TypeError(
      `controls: "why" must be text of 1 to 1000 characters, got ${shown(options.why)}`,
    )
  }
  if (options.forMs !== undefined) demandSpan('forMs', options.forMs, longestMs)
}

const isText = (text: unknown, most: number): boolean =>
  typeof text === 'string' && text.trim() !== '' && text.length <= most

function demandSpan(name: string, ms: unknown, most: number): void {
  if (Number.isInteger(ms) && (ms as number) >= 1 && (ms as number) <= most) return
  throw new RangeError(`controls: "${name}" must be an integer from 1 to ${most}, got ${shown(ms)}`)
}
