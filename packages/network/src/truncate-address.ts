import { type Address, parseAddress } from './address.ts'
import { formatAddress } from './format-address.ts'

/** How much of an address stays. */
export interface TruncateOptions {
  /** Leading bits of an IPv4 address that stay. @default 24 */
  readonly v4?: number
  /** Leading bits of an IPv6 address that stay. @default 48 */
  readonly v6?: number
}

/**
 * An address with its last bits zero, for logs that must not tell who it was, or to count a whole
 * network as one (a household has an IPv6 /64).
 *
 * @returns undefined when the text is no address.
 *
 * @example
 * ```ts
 * import { truncateAddress } from '@sallyport/network'
 *
 * console.log(truncateAddress('192.0.2.77'), truncateAddress('2001:db8:1:2::9', { v6: 64 })) // prints: 192.0.2.0 2001:db8:1:2::
 * ```
 */
export function truncateAddress(
  text: string,
  { v4 = 24, v6 = 48 }: TruncateOptions = {},
): string | undefined {
  if (!(Number.isInteger(v4) && v4 >= 0 && v4 <= 32)) {
    throw new RangeError(`network: "v4" must be an integer from 0 to 32, got ${v4}`)
  }
  if (!(Number.isInteger(v6) && v6 >= 0 && v6 <= 128)) {
    throw new RangeError(`network: "v6" must be an integer from 0 to 128, got ${v6}`)
  }
  const address = parseAddress(text)
  return address && formatAddress(truncated(address, address.version === 4 ? v4 : v6))
}

/** An address with all but its leading bits zero; IPv4 has 32. */
export function truncated({ version, a, b, c, d }: Address, bits: number): Address {
  if (version === 4) return { version, a, b, c, d: masked(d, bits) }
  return {
    version,
    a: masked(a, bits),
    b: masked(b, bits - 32),
    c: masked(c, bits - 64),
    d: masked(d, bits - 96),
  }
}

// Shifts count modulo 32, so all and nothing are said apart.
const masked = (word: number, bits: number): number =>
  bits >= 32 ? word : bits <= 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0
