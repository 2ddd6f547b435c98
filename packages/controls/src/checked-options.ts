import type { ControlsOptions, SetOptions } from './controls.ts'
import type { Definition } from './flag.ts'
import { shown } from './value-fault.ts'

const names = 'definition source pollMs timeoutMs audit metrics onError clock timers'.split(' ')
const longestMs = 366 * 86_400_000

/** Throws for options that cannot be. */
export function demandOptions(options: ControlsOptions<Definition>): void {
  demandNames('controls()', options, names)
  const { source, pollMs = 30_000, timeoutMs = 5_000 } = options
  if (source !== undefined && typeof source?.read !== 'function') {
    throw new TypeError('controls: "source" has no read')
  }
  demandSpan('pollMs', pollMs, 86_400_000)
  demandSpan('timeoutMs', timeoutMs, 60_000)
}

/** Throws for who, why and how long as they cannot be. */
export function demandSet(options: SetOptions): void {
  demandNames('set()', options, ['who', 'why', 'forMs'])
  demandText('who', options.who, 200)
  demandText('why', options.why, 1_000)
  if (options.forMs !== undefined) demandSpan('forMs', options.forMs, longestMs)
}

/** Throws for a name that is none of these: what it was meant to say would go unheard. */
export function demandNames(where: string, given: object, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`controls: ${where} needs options, got ${shown(given)}`)
  }
  const other = Object.keys(given).find((name) => !known.includes(name))
  if (other === undefined) return
  throw new TypeError(`controls: ${where} takes only ${known.join(', ')}, got ${shown(other)}`)
}

function demandText(name: string, text: unknown, most: number): void {
  if (typeof text === 'string' && text.trim() !== '' && text.length <= most) return
  throw new TypeError(
    `controls: "${name}" must be text of 1 to ${most} characters, got ${shown(text)}`,
  )
}

function demandSpan(name: string, ms: unknown, most: number): void {
  if (Number.isInteger(ms) && (ms as number) >= 1 && (ms as number) <= most) return
  throw new RangeError(`controls: "${name}" must be an integer from 1 to ${most}, got ${shown(ms)}`)
}
