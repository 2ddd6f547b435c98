import { type DrainOptions, drainSettings } from './drain.ts'
import type { Health } from './health.ts'

/** What of Node's `process` is needed. */
export interface SignalSource {
  on(signal: DrainSignal, listener: () => void): unknown
  off(signal: DrainSignal, listener: () => void): unknown
  exit(code: number): unknown
}

/** A signal that asks a process to end. */
export type DrainSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGUSR2'

/** When to drain, and how. */
export interface DrainOnSignalOptions extends DrainOptions {
  /** @default ['SIGTERM', 'SIGINT'] */
  readonly signals?: readonly DrainSignal[]
  /** @default Node's own */
  readonly process?: SignalSource
}

/**
 * Drains when the process is asked to end, then ends it: with 0 when nothing was left, else with 1. Asked a
 * second time it ends at once, with 1.
 *
 * @returns how to listen no more.
 *
 * @example
 * ```ts
 * import { createHealth, drainOnSignal } from '@sallyport/health'
 * import { EventEmitter } from 'node:events'
 *
 * const health = createHealth()
 * health.atEnd('database', () => console.log('closed'))
 * // Leave `process` out: it is Node's own, and the emitter is here in its place.
 * const process = Object.assign(new EventEmitter(), { exit: (code: number) => console.log('exit', code) })
 * drainOnSignal(health, { delayMs: 0, process })
 * process.emit('SIGTERM')
 * // prints: closed
 * // prints: exit 0
 * ```
 */
export function drainOnSignal(
  health: Pick<Health, 'drain'>,
  options: DrainOnSignalOptions = {},
): () => void {
  const { signals = ['SIGTERM', 'SIGINT'], process: source = process, ...how } = options
  drainSettings(how)
  let isAsked = false
  const asked = (): void => {
    if (isAsked) {
      source.exit(1)
      return
    }
    isAsked = true
    void health.drain(how).then(({ inFlight, failed }) => {
      source.exit(inFlight === 0 && failed.length === 0 ? 0 : 1)
    })
  }
  for (const signal of signals) source.on(signal, asked)
  return () => {
    for (const signal of signals) source.off(signal, asked)
  }
}
