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
  // The longest: eight groups with dotted octets at the end, and a zone.
  if (typeof text !== 'string' || text.length > mostCharacters) return undefined
  const d = octets(text, 0, text.length)
  if (d >= 0) return { version: 4, a: 0, b: 0, c: 0, d }
  return text.includes(':') ? parse6(text) : undefined
}

const mostCharacters = 45 + 33
const zoneName = /^[\w.~-]{1,32}$/

function parse6(text: string): Address | undefined {
  const percent = text.indexOf('%')
  if (percent >= 0 && !zoneName.test(text.slice(percent + 1))) return undefined
  if (!groups(text, percent < 0 ? text.length : percent)) return undefined
  const a = word(0)
  const b = word(1)
  const c = word(2)
  const d = word(3)
  if (a === 0 && b === 0 && c === 0xffff) {
    return percent < 0 ? { version: 4, a: 0, b: 0, c: 0, d } : undefined
  }
  if (percent >= 0 && a >>> 22 !== 0xfe80 >>> 6) return undefined
  return { version: 6, a, b, c, d }
}

/** The eight groups of the address that is being read. */
const group = new Uint16Array(8)
const word = (i: number): number =>
  (((group[2 * i] as number) << 16) | (group[2 * i + 1] as number)) >>> 0

/** Reads text up to `end` into `group`; false where it is no IPv6 address. */
function groups(text: string, end: number): boolean {
  let count = 0
  // Where `::` stands, in groups.
  let gap = -1
  let at = 0
  if (text.startsWith('::')) {
    gap = 0
    at = 2
  }
  while (at < end) {
    if (count === 8) return false
    const start = at
    let value = 0
    for (let digit = hexDigit(text, at); at < end && digit >= 0; digit = hexDigit(text, at)) {
      value = value * 16 + digit
      at++
    }
    if (at < end && text.charCodeAt(at) === dot) return last4(text, start, end, count, gap)
    if (at === start || at - start > 4) return false
    group[count++] = value
    if (at === end) break
    if (text.charCodeAt(at) !== colon) return false
    at++
    if (at < end && text.charCodeAt(at) === colon) {
      if (gap >= 0) return false
      gap = count
      at++
    } else if (at === end) return false
  }
  return spread(count, gap)
}

/** The dotted octets that may stand for the last two groups (RFC 4291 §2.2.3). */
function last4(text: string, start: number, end: number, count: number, gap: number): boolean {
  const d = octets(text, start, end)
  if (d < 0 || count > 6) return false
  group[count] = d >>> 16
  group[count + 1] = d & 0xffff
  return spread(count + 2, gap)
}

/** Moves what follows `::` to the end and fills the gap with zeros, of at least one group. */
function spread(count: number, gap: number): boolean {
  if (gap < 0) return count === 8
  if (count === 8) return false
  group.copyWithin(8 - (count - gap), gap, count)
  group.fill(0, gap, 8 - (count - gap))
  return true
}

const dot = 46
const colon = 58
const zero = 48

/** Four decimal octets between `from` and `end` as one number, or -1. */
function octets(text: string, from: number, end: number): number {
  let value = 0
  let octet = -1
  let dots = 0
  for (let at = from; at < end; at++) {
    const digit = text.charCodeAt(at) - zero
    if (digit >= 0 && digit <= 9) {
      // A leading zero would be octal to some and decimal to others.
      if (octet === 0) return -1
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return -1
    } else {
      if (digit !== dot - zero || octet < 0 || dots === 3) return -1
      value = value * 256 + octet
      octet = -1
      dots++
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1
}

function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code >= zero && code <= 57) return code - zero
  // `| 32` makes letters lower case.
  const letter = (code | 32) - 97
  return letter >= 0 && letter <= 5 ? letter + 10 : -1
}
