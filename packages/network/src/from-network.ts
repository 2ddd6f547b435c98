import { allow, type Denied, demandOptions, deny, type Guard, type Nothing } from '@sallyport/core'
import { parseAddress } from './address.ts'
import { type NetworkDenial, networkReasons } from './catalog.ts'
import type { NetworkEntry } from './network-entry.ts'
import { listOf, type NetworkList } from './network-list.ts'

/** Who may come in, by address. */
export interface FromNetworkOptions {
  /** Only these. Undefined is no rule; an empty list lets nobody in. */
  readonly allow?: NetworkList | readonly (NetworkEntry | string)[] | undefined
  /** Never these, whatever `allow` says. */
  readonly deny?: NetworkList | readonly (NetworkEntry | string)[] | undefined
}

/**
 * Lets requests in by the client's address. Deny beats allow; an address that is missing or cannot be
 * read is refused as soon as there is any rule. From outside all refusals look alike.
 *
 * @example
 * ```ts
 * import { fromNetwork } from '@sallyport/network'
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const guard = fromNetwork({ allow: ['10.0.0.0/8'], deny: ['10.9.0.0/16'] })
 * const verdict = await guard(testRequest({ ip: '10.9.1.1' }), {})
 * console.log(verdict.ok ? 'in' : verdict.reason) // prints: address_denied
 * ```
 */
export function fromNetwork(options: FromNetworkOptions): Guard<Nothing, NetworkDenial> {
  demandOptions('network: fromNetwork()', options, ['allow', 'deny'])
  const allowed = options.allow === undefined ? undefined : listOf('allow', options.allow)
  const denied = options.deny === undefined ? undefined : listOf('deny', options.deny)
  if (allowed === undefined && denied === undefined) {
    throw new TypeError('network: fromNetwork() needs "allow" or "deny", got neither')
  }
  return ({ ip }) => {
    const address = ip === undefined ? undefined : parseAddress(ip)
    if (address === undefined) return unknown
    if (denied?.has(address)) return onDenyList
    return allowed === undefined || allowed.has(address) ? allow() : offAllowList
  }
}

const refusal = <const R extends NetworkDenial>(reason: R): Denied<R> =>
  Object.freeze(deny(reason, networkReasons[reason].status, { shown: 'network_denied' }))
const onDenyList = refusal('address_denied')
const offAllowList = refusal('address_not_allowed')
const unknown = refusal('address_unknown')
