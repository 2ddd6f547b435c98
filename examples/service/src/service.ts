import { type Endpoint, every, jsonReply, type Observer } from '@sallyport/core'
import { clientAddress, fromNetwork, networkList } from '@sallyport/network'
import { blockedEndpoint } from './blocked.ts'
import { requireToken, signedBody } from './guards.ts'
import { journal } from './journal.ts'
import type { Settings } from './settings.ts'

export { announcement } from './announcement.ts'
export { type Caller, type Delivery, signatureOf } from './guards.ts'
export { type Settings, settingsFrom } from './settings.ts'
export { untilStopped } from './until-stopped.ts'

/** What each framework's server mounts. Imports no framework; the only place that knows every part. */
export function createService(settings: Settings, print: (line: string) => void) {
  const { adminToken, hookSecret, hookLimit, allow, trustedProxies } = settings
  const audit = journal(print)
  const blocked = networkList([], { name: 'blocked', audit })
  const network = fromNetwork({ allow, deny: blocked })
  const seen = trustedProxies.length > 0 ? { clientAddress: clientAddress({ trustedProxies }) } : {}
  let inFlight = 0
  const counted: Observer = () => {
    inFlight++
    return () => {
      inFlight--
    }
  }
  const health: Endpoint = () => jsonReply(200, { status: 'ok', in_flight: inFlight })

  return {
    observers: { counted },
    guards: {
      admin: every(network, requireToken('admin', adminToken)),
      hook: every(network, signedBody(hookSecret)),
    },
    options: {
      admin: {
        ...seen,
        audit,
        whenAuditFails: 'deny' as const,
        describe: ({ caller }: { readonly caller?: { readonly id: string } }) =>
          caller === undefined ? {} : { actor: { kind: 'admin', id: caller.id } },
      },
      hook: { ...seen, audit, bodyLimit: hookLimit },
    },
    endpoints: { health, audit: audit.endpoint, blocked: blockedEndpoint(blocked) },
  }
}
