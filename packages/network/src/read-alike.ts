import ipaddr from 'ipaddr.js'
import type { Address } from './address.ts'

/**
 * Whether ipaddr.js reads the same address. Dotted octets are where readers differ (octal, short
 * forms), so lists read them twice: what two read differently would let in, or keep out, whom
 * nobody meant, and a mistake of the one reader alone would not show.
 */
export function readAlike(text: string, { version, a, b, c, d }: Address): boolean {
  const other = ipaddr.parse(text)
  if ('octets' in other) {
    const [first = 0, second = 0, third = 0, fourth = 0] = other.octets
    return version === 4 && ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0 === d
  }
  const { parts } = other
  const word = (i: number): number => (((parts[i] ?? 0) << 16) | (parts[i + 1] ?? 0)) >>> 0
  // IPv4 that is mapped into IPv6 has nothing but its mark before it.
  const marked = version === 4 ? 0xffff : c
  return word(0) === a && word(2) === b && word(4) === marked && word(6) === d
}
