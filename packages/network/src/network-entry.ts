import ipaddr from 'ipaddr.js'
import { parseAddress } from './address.ts'

/** One line of a list. */
export interface NetworkEntry {
  /** An address or a network: `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`. */
  readonly network: string
  /** When it ends, in milliseconds since the epoch. @default never */
  readonly until?: number
  /** Why it is here, for whoever reads the list. */
  readonly note?: string
}

/** A run of addresses of one version, with both ends. */
export interface Block {
  readonly version: 4 | 6
  readonly first: bigint
  readonly last: bigint
  /** Infinity when it never ends. */
  readonly until: number
}

/** What is wrong with an entry. */
export interface BadEntry {
  readonly entry: string
  readonly expected: string
}

/** Reads an entry, strictly; gives what is wrong with it where it cannot stand. */
export function blockOf(entry: NetworkEntry | string): Block | BadEntry {
  const { network, until = Number.POSITIVE_INFINITY } =
    typeof entry === 'string' ? { network: entry } : entry
  const bad = (expected: string): BadEntry => ({ entry: String(network), expected })
  if (typeof network !== 'string') return bad('text: an address or a network')
  if (typeof until !== 'number' || Number.isNaN(until)) {
    return bad('"until" in milliseconds since the epoch')
  }
  const [text = '', prefix, ...more] = network.split('/')
  const address = parseAddress(text)
  if (address === undefined) return bad('an IPv4 or IPv6 address in its plain spelling')
  if (text.includes('%')) return bad('no zone: a list says which addresses, not which interface')
  if (more.length > 0) return bad('one "/" at most')
  if (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix)) {
    return bad('a prefix in plain decimal')
  }
  const parsed = ipaddr.parse(text)
  const width = parsed.kind() === 'ipv4' ? 32 : 128
  const bits = prefix === undefined ? width : Number(prefix)
  if (bits > width) return bad(`a prefix of at most ${width}`)
  // ::ffff:0:0/96 is all of IPv4, written as IPv6; a shorter prefix would mix the two.
  const mapped = address.version === 4 && width === 128
  if (mapped && bits < 96) return bad('a prefix of at least 96 on a mapped IPv4 address')
  const free = BigInt(width - bits)
  const first = whole(parsed.toByteArray())
  const base = (first >> free) << free
  if (base !== first)
    return bad(`no bits set after the prefix; you may mean ${ipv(base, width)}/${bits}`)
  const offset = mapped ? mappedAt : 0n
  const last = first | ((1n << free) - 1n)
  return { version: address.version, first: first - offset, last: last - offset, until }
}

const mappedAt = 0xffff_0000_0000n

const whole = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

function ipv(value: bigint, width: number): string {
  const bytes = Array.from({ length: width / 8 }, (_, i) =>
    Number((value >> BigInt(width - 8 - 8 * i)) & 255n),
  )
  return ipaddr.fromByteArray(bytes).toString()
}
