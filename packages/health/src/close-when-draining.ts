import { allow, type Guard, type Nothing } from '@sallyport/core'
import type { Health } from './health.ts'

/**
 * Lets everything through, and while the service drains asks clients to close the connection, so that
 * they come back by another: a balancer that keeps one open never looks at readiness.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { closeWhenDraining, createHealth } from '@sallyport/health'
 *
 * const health = createHealth()
 * const guard = closeWhenDraining(health)
 * await health.drain({ delayMs: 0 })
 * console.log(await guard(testRequest(), {})) // prints: { ok: true, value: {}, headers: { connection: 'close' } }
 * ```
 */
export function closeWhenDraining(health: Pick<Health, 'isDraining'>): Guard<Nothing, never> {
  const open = allow()
  const closing = allow({}, { connection: 'close' })
  return () => (health.isDraining ? closing : open)
}
