import { type Identified, requireKey } from '@sallyport/api-keys'
import { maintenance } from '@sallyport/controls/maintenance'
import { every } from '@sallyport/core'
import { failures } from '@sallyport/limits'
import { fromNetwork } from '@sallyport/network'
import type { SignedWebhook } from '@sallyport/webhook-auth'
import { actors } from './actors.ts'
import { type Called, partyOf, scopes } from './administrators.ts'
import type { Parts } from './assembled.ts'
import { requireToken } from './guards.ts'
import { keyHolder, looking, type ServiceKeys, uncached } from './keys.ts'
import type { ServiceLimits } from './limits.ts'
import type { Settings } from './settings.ts'
import type { ServiceWebhooks } from './webhooks.ts'

/** What {@link doors} asks. */
export interface DoorsParts
  extends Pick<Parts, 'audit' | 'metrics' | 'flags' | 'blocked' | 'time'> {
  readonly limiter: ServiceLimits
  readonly keys: ServiceKeys
  readonly webhooks: ServiceWebhooks
}

/**
 * How each route begins: from where, who it is, and whether the service is open. What somebody may do, and what it
 * costs, comes behind.
 */
export function doors(settings: Settings, given: DoorsParts) {
  const { audit, metrics, flags, blocked, time, limiter, keys, webhooks } = given
  const sinks = { audit, metrics }
  const who = actors()
  const network = fromNetwork({ allow: settings.allow, deny: blocked.list })
  const token = failures(limiter, { policy: 'wrong_tokens', ...sinks }).around(
    requireToken(holders(settings), metrics),
    { counts: ({ reason }) => reason === 'token_wrong' },
  )
  // Behind the proof of who asks, and never before the admin area, from where it is ended.
  const open = maintenance({
    state: flags,
    message: () => flags.current.maintenance_message,
    metrics,
    ...(time.clock && { clock: time.clock }),
  })
  const administrator = who.known(({ caller }: Called) => partyOf(caller))
  const keyItself = who.known(({ key }: Pick<Identified, 'key'>) => ({ kind: 'key', id: key.id }))
  const sender = who.known(({ webhook }: SignedWebhook) => ({
    kind: 'service',
    id: webhook.service,
  }))
  return {
    who,
    admin: every(network, token, administrator),
    key: every(network, uncached, keyHolder(keys, limiter, 'wrong_keys', sinks), keyItself, open),
    /** Of who came in with a key: whether they still would. */
    keyStill: every(network, requireKey(looking(keys)), open),
    webhook: every(network, webhooks.guard, sender, open),
  }
}

const holders = ({ adminToken, readerToken }: Settings) => [
  { id: 'admin', token: adminToken, grants: scopes.grant('admin') },
  ...(readerToken ? [{ id: 'reader', token: readerToken, grants: scopes.grant('reader') }] : []),
]
