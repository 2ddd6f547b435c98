import type { Timers } from '@sallyport/core'
import type { InFlight } from './in-flight.ts'
import { demandAtLeast, settle } from './settle.ts'
import { within } from './within.ts'

/** How a service ends. */
export interface DrainOptions {
  /** How long requests are still taken after readiness has said no: until balancers have noticed. @default 5_000 */
  readonly delayMs?: number
  /** How long requests in flight are waited for after that, and then each thing that is closed. @default 20_000 */
  readonly timeoutMs?: number
}

/** How it ended. */
export interface Drained {
  /** Requests that were still in flight. */
  readonly inFlight: number
  /** What could not be closed, or not in time. */
  readonly failed: readonly string[]
}

/** Something to close at the end. */
export interface End {
  readonly name: string
  readonly close: () => unknown
}

/** What a drain works on. */
export interface DrainContext {
  readonly timers: Timers
  readonly requests: InFlight
  /** In the order given. Emptied from its end. */
  readonly ends: End[]
  /** Asks no more: what is closed now would only be found to be down. */
  stop(): void
  failed(error: unknown): void
}

/** Throws for what cannot be. */
export function drainSettings(options: DrainOptions): Required<DrainOptions> {
  const settings = settle('health: drain()', { delayMs: 5_000, timeoutMs: 20_000 }, options)
  demandAtLeast('health: drain()', settings, { delayMs: 0, timeoutMs: 0 })
  return settings
}

/** Waits for balancers, then for requests in flight, then closes what there is to close. Never rejects. */
export async function drain(
  { delayMs, timeoutMs }: Required<DrainOptions>,
  { timers, requests, ends, stop, failed }: DrainContext,
): Promise<Drained> {
  if (delayMs > 0) await new Promise<void>((resolve) => void timers.after(delayMs, resolve))
  await within(timers, timeoutMs, requests.none(), undefined)
  const inFlight = requests.count
  stop()
  const unclosed: string[] = []
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    const { name, close } = end
    try {
      const closing = async (): Promise<unknown> => close()
      if ((await within(timers, timeoutMs, closing(), timedOut)) !== timedOut) continue
      failed(new Error(`health: "${name}" did not close within ${timeoutMs} ms`))
    } catch (error) {
      failed(error)
    }
    unclosed.push(name)
  }
  return { inFlight, failed: unclosed }
}

const timedOut: unique symbol = Symbol('timed out')
