import { demandOptions } from '@sallyport/core'
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

/** Throws for who, why and how long as they cannot be. */
export function demandSet(options: SetOptions): void {
  demandOptions('controls: set()', options, ['who', 'why', 'forMs'])
  demandText('who', options.who, 200)
  demandText('why', options.why, 1_000)
  if (options.forMs !== undefined) demandSpan('forMs', options.forMs, longestMs)
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
