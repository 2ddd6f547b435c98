import { scanAddress, scanned } from './scan-address.ts'

/**
 * An IP address. Its 128 bits stand in four words; an IPv4 address is in `d` alone, whether it was
 * written as IPv4 or mapped into IPv6 (`::ffff:192.0.2.1`): they are the same address.
 */
export interface Address {
  readonly version: 4 | 6
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/**
 * Reads an address, strictly: four decimal octets without leading zeros (RFC 6943 §3.1.1), or
 * RFC 4291 §2.2. No ports, brackets, spaces, octal, hexadecimal or short forms: what two programs
 * would read differently is not an address. A zone (`%eth0`) is allowed on link-local addresses
 * (fe80::/10), where it says nothing about who it is, and dropped.
 *
 * @returns undefined for anything else. Never throws.
 *
 * @example
 * ```ts
 * import { parseAddress } from '@sallyport/network'
 *
 * console.log(parseAddress('192.0.2.1')?.version, parseAddress('::ffff:192.0.2.1')?.version) // prints: 4 4
 * console.log(parseAddress('010.0.0.1'), parseAddress('192.0.2.1:80')) // prints: undefined undefined
 * ```
 */
export function parseAddress(text: string): Address | undefined {
  const version = typeof text === 'string' ? scanAddress(text) : 0
  if (version === 0) return undefined
  const [a, b, c, d] = scanned as Iterable<number> as [number, number, number, number]
  return { version, a, b, c, d }
}
