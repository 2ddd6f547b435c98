/** How something is. */
export type HealthStatus = 'up' | 'degraded' | 'down'

/**
 * Why a status is another than what was last heard would make it.
 *
 * - `grace`: it is down, and the service has only just begun.
 * - `noncritical`: it is down, and the service can do without.
 * - `hysteresis`: it changed, and not yet often enough to be believed.
 * - `stale`: it was not heard of for too long.
 * - `starting`: it was not heard of yet.
 * - `draining`: the service is about to end.
 */
export type HealthCause = 'grace' | 'noncritical' | 'hysteresis' | 'stale' | 'starting' | 'draining'

const gravity: Readonly<Record<HealthStatus, number>> = { up: 0, degraded: 1, down: 2 }

/** The worse of the two. */
export const worse = (one: HealthStatus, other: HealthStatus): HealthStatus =>
  gravity[one] >= gravity[other] ? one : other
