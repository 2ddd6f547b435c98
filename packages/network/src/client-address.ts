import { type ClientAddress, demandOptions } from '@sallyport/core'
import { parseAddress } from './address.ts'
import { formatAddress } from './format-address.ts'
import { forwardedFor } from './forwarded.ts'
import type { NetworkEntry } from './network-entry.ts'
import { listOf, type NetworkList } from './network-list.ts'

/** Behind which proxies, and what they write. */
export interface ClientAddressOptions {
  /** The proxies' own addresses. What any other peer claims is not read. */
  readonly trustedProxies: NetworkList | readonly (NetworkEntry | string)[]
  /** The one header that the proxies append to; never both. @default 'x-forwarded-for' */
  readonly header?: 'x-forwarded-for' | 'forwarded'
  /** The most hops that are read. @default 32 */
  readonly maxHops?: number
}

/**
 * The client's address behind proxies: for the adapters' option of that name. The header is read only
 * when the peer is a trusted proxy, from right to left, and the first address that is not a trusted
 * proxy's is the client's. Undefined, and so refused by `fromNetwork`, when a hop on the way cannot be
 * read or there are too many. When every hop is trusted, the left-most is the client.
 *
 * @example
 * ```ts
 * import { clientAddress } from '@sallyport/network'
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const addressOf = clientAddress({ trustedProxies: ['10.0.0.0/8'] })
 * const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.0.0.2' }
 * console.log(addressOf(testRequest({ peer: '10.0.0.1', headers }))) // prints: 203.0.113.9
 * console.log(addressOf(testRequest({ peer: '198.51.100.1', headers }))) // prints: 198.51.100.1
 * ```
 */
export function clientAddress(options: ClientAddressOptions): ClientAddress {
  demandOptions('network: clientAddress()', options, ['trustedProxies', 'header', 'maxHops'])
  const { trustedProxies, header = 'x-forwarded-for', maxHops = 32 } = options
  if (header !== 'x-forwarded-for' && header !== 'forwarded') {
    throw new TypeError(
      `network: "header" must be 'x-forwarded-for' or 'forwarded', got ${String(header)}`,
    )
  }
  if (!(Number.isInteger(maxHops) && maxHops > 0)) {
    throw new RangeError(`network: "maxHops" must be an integer >= 1, got ${maxHops}`)
  }
  const trusted = listOf('trustedProxies', trustedProxies)
  return (request) => {
    const from = request.peer === undefined ? undefined : parseAddress(request.peer)
    if (from === undefined) return undefined
    let client = from
    if (!trusted.has(from)) return formatAddress(from)
    const values = request.headerValues(header)
    if (values.length === 0) return formatAddress(from)
    const written = values.join(',')
    if (written.length > mostPerHop * maxHops) return undefined
    const hops = header === 'forwarded' ? forwardedFor(written) : written.split(',')
    if (hops === undefined || hops.length > maxHops) return undefined
    for (const hop of hops.toReversed()) {
      const address = parseAddress(withoutSpace(hop))
      if (address === undefined) return undefined
      client = address
      if (!trusted.has(address)) break
    }
    return formatAddress(client)
  }
}

/** Without the optional white space around list members (RFC 9110 §5.6.1), in linear time. */
function withoutSpace(hop: string): string {
  let from = 0
  let end = hop.length
  while (from < end && isSpace(hop.charCodeAt(from))) from++
  while (from < end && isSpace(hop.charCodeAt(end - 1))) end--
  return hop.slice(from, end)
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09

// "for" with a quoted IPv6 address, "by", "proto" and "host".
const mostPerHop = 512
