import { demandOptions, type GuardRequest } from '@sallyport/core'
import { truncateAddress } from '@sallyport/network'

/** How much of an address makes a key. */
export interface ByAddressOptions {
  /** Leading bits of an IPv4 address. @default 32 */
  readonly v4?: number
  /** Leading bits of an IPv6 address: a household or a server has a whole /64 to send from. @default 64 */
  readonly v6?: number
}

/**
 * Counts by the client's address. IPv4 mapped into IPv6 is IPv4. No key, and so a refusal, where the
 * address is not known. Behind a proxy the adapter needs a `clientAddress`, or everybody is one
 * address. Clients that a NAT64 brings (64:ff9b::/96) share one key.
 *
 * What it gives is the key that `peek`, `forget` and `limitsEndpoint` know, not the address itself.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { byAddress } from '@sallyport/limits'
 *
 * const by = byAddress()
 * console.log(by(testRequest({ ip: '2001:db8:1:2:3:4:5:6' })), by(testRequest({ ip: '::ffff:192.0.2.1' })))
 * // prints: 2001:db8:1:2:: 192.0.2.1
 * ```
 */
export function byAddress(
  options: ByAddressOptions = {},
): (request: Pick<GuardRequest, 'ip'>) => string | undefined {
  demandOptions('limits: byAddress()', options, ['v4', 'v6'])
  const { v4 = 32, v6 = 64 } = options
  // Refuses bad options now, not with the first request.
  truncateAddress('::', { v4, v6 })
  return ({ ip }) => (ip === undefined ? undefined : truncateAddress(ip, { v4, v6 }))
}
