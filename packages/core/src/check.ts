/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json }

/**
 * A question about the world, asked by health, SLOs and the command line alike. It may take its
 * time until the signal says that nobody waits any more; a throw or rejection means not ok.
 *
 * @example
 * ```ts
 * import type { Check } from '@sallyport/core'
 *
 * const queue: string[] = []
 * const queueCheck: Check = () =>
 *   queue.length < 100 ? { ok: true } : { ok: false, message: 'the queue is full' }
 * console.log(await queueCheck(new AbortController().signal)) // prints: { ok: true }
 * ```
 */
export type Check = (signal: AbortSignal) => CheckResult | Promise<CheckResult>

/** What a {@link Check} found. */
export interface CheckResult {
  readonly ok: boolean
  /** It works, but not well. */
  readonly degraded?: boolean
  /** One sentence for the operator. */
  readonly message?: string
  readonly detail?: Json
}
