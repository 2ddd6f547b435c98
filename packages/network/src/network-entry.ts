import { type Address, parseAddress } from './address.ts'
import { formatAddress } from './format-address.ts'
import { readAlike } from './read-alike.ts'
import { truncated } from './truncate-address.ts'

/** One line of a list. */
export interface NetworkEntry {
  /** An address or a network: `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`. */
  readonly network: string
  /** When it ends, in milliseconds since the epoch. @default never */
  readonly until?: number
  /** Why it is here, for whoever reads the list. */
  readonly note?: string
}

/** What an entry covers: the addresses that begin as this one. */
export interface Block extends Address {
  /** How many bits are fixed, of 128: an IPv4 network has 96 more than it is written with. */
  readonly bits: number
  /** Infinity when it never ends. */
  readonly until: number
}

/** What is wrong with an entry. */
export interface BadEntry {
  readonly entry: string
  readonly expected: string
}

/**
 * Whether a list takes this as one of its entries: an address, or a network with no bits set after its
 * prefix. Never throws.
 *
 * @example
 * ```ts
 * import { isNetwork } from '@sallyport/network'
 *
 * console.log(['10.0.0.0/8', '10.0.0.1', '10.0.0.1/8', '10/8'].map(isNetwork)) // prints: [ true, true, false, false ]
 * ```
 */
export function isNetwork(text: string): boolean {
  return typeof text === 'string' && !('expected' in blockOf(text))
}

/** Reads an entry, strictly; gives what is wrong with it where it cannot stand. */
export function blockOf(entry: NetworkEntry | string): Block | BadEntry {
  const { network, until = Number.POSITIVE_INFINITY } =
    typeof entry === 'string' ? { network: entry } : entry
  const shown = typeof network === 'string' ? network : typeof network
  const bad = (expected: string): BadEntry => ({ entry: shown, expected })
  if (typeof network !== 'string') return bad('text: an address or a network')
  if (typeof until !== 'number' || Number.isNaN(until)) {
    return bad('"until" in milliseconds since the epoch')
  }
  const [text = '', prefix, ...more] = network.split('/')
  const address = parseAddress(text)
  if (address === undefined) return bad('an IPv4 or IPv6 address in its plain spelling')
  if (text.includes('%')) return bad('no zone: a list says which addresses, not which interface')
  if (text.includes('.') && !readAlike(text, address)) return bad('octets that all read alike')
  if (more.length > 0) return bad('one "/" at most')
  if (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix)) {
    return bad('a prefix in plain decimal')
  }
  const width = text.includes(':') ? 128 : 32
  const written = prefix === undefined ? width : Number(prefix)
  if (written > width) return bad(`a prefix of at most ${width}`)
  const bits = written + 128 - width
  // ::ffff:0:0/96 is all of IPv4, written as IPv6; a shorter prefix would mix the two.
  if (address.version === 4 && bits < 96) {
    return bad('a prefix of at least 96 on a mapped IPv4 address')
  }
  const { version, a, b, c, d } = address
  const base = truncated(address, version === 4 ? bits - 96 : bits)
  if (a !== base.a || b !== base.b || c !== base.c || d !== base.d) {
    const plain = `${formatAddress(base)}/${version === 4 ? bits - 96 : bits}`
    return bad(`no bits set after the prefix; you may mean ${plain}`)
  }
  return { version, a, b, c, d, bits, until }
}
