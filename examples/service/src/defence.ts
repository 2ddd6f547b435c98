import type { MetricsSink, Observer } from '@sallyport/core'
import { securityMetrics } from '@sallyport/metrics/catalogs'

const { attacksBlocked, authzDenials } = securityMetrics

/** Of the list for a defence, what this service can tell: what nobody counts would be there at nought. */
export const defenceMetrics = { attacksBlocked, authzDenials }

const guessing = { attack_type: 'guessing', severity: 'medium' } as const
const forgery = { attack_type: 'forgery', severity: 'high' } as const
const intrusion = { attack_type: 'blocked_address', severity: 'low' } as const

/** What a refusal is taken for, where it is hardly a mistake. */
const attacks = new Map<string, typeof guessing | typeof forgery | typeof intrusion>([
  ['token_wrong', guessing],
  ['key_unknown', guessing],
  ['key_wrong_secret', guessing],
  ['shared_secret_wrong', guessing],
  ['signature_wrong', forgery],
  ['address_denied', intrusion],
])

/** Counts refusals that look like an attack, and what somebody known may not do. */
export const defended =
  (metrics: MetricsSink): Observer =>
  (request) =>
  ({ denied = '' }) => {
    const attack = attacks.get(denied)
    if (attack !== undefined) metrics.add(attacksBlocked, 1, attack)
    if (denied !== 'insufficient_scope') return
    metrics.add(authzDenials, 1, { resource: request.route ?? 'none', action: request.method })
  }
