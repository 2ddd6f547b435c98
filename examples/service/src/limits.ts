import { allow } from '@sallyport/core'
import { limits, rateLimit } from '@sallyport/limits'
import type { SignedWebhook } from '@sallyport/webhook-auth'
import type { Parts } from './assembled.ts'
import type { Settings } from './settings.ts'

const quarterMs = 15 * 60_000

/** How often what may be tried. */
export const serviceLimits = (
  { wrongTokens, wrongKeys, hooksPerMinute }: Settings,
  { stores, metrics, time }: Pick<Parts, 'stores' | 'metrics' | 'time'>,
) =>
  limits({
    policies: {
      wrong_tokens: { kind: 'exact', limit: wrongTokens, windowMs: quarterMs },
      wrong_keys: { kind: 'exact', limit: wrongKeys, windowMs: quarterMs },
      webhooks: { kind: 'rate', limit: hooksPerMinute, windowMs: 60_000 },
    },
    metrics,
    ...(stores.limits && { store: stores.limits }),
    ...time,
  })

export type ServiceLimits = ReturnType<typeof serviceLimits>

/** How many webhooks each sender may send, where flags do not say that there is no limit. */
export function limitedWebhooks(
  limiter: ServiceLimits,
  { flags, audit, metrics }: Pick<Parts, 'flags' | 'audit' | 'metrics'>,
) {
  const limited = rateLimit(limiter, {
    policies: ['webhooks'],
    // By whose secret proved it: what a path names and nobody proved never gets here.
    by: (_request, { webhook }: SignedWebhook) => webhook.service,
    audit,
    metrics,
  })
  const unlessOff: typeof limited = (request, proved) =>
    flags.current.rate_limiting_enabled ? limited(request, proved) : allow()
  return unlessOff
}
