import type { Address } from './address.ts'

/**
 * The words of the address that was scanned last; an IPv4 address is in the last word alone. There is
 * one for all, so that a decision allocates nothing: read it before anything else can run.
 */
export const scanned: Uint32Array = new Uint32Array(4)

/** Reads an address into `scanned` by the grammar of `parseAddress`: its version, or 0 for none. */
export function scanAddress(text: string): 0 | 4 | 6 {
  const end = text.length
  if (end > mostCharacters) return 0
  // Most IPv6 addresses begin with four digits: then there are no octets to look for.
  if (text.charCodeAt(4) === colon || !scanOctets(text, 0, end)) return scanGroups(text, end)
  scanned[0] = 0
  scanned[1] = 0
  scanned[2] = 0
  return 4
}

/** Puts an address that is already parsed where a scanned one would stand. */
export function takeAddress({ version, a, b, c, d }: Address): 4 | 6 {
  scanned[0] = a
  scanned[1] = b
  scanned[2] = c
  scanned[3] = d
  return version
}

// The longest: eight groups with dotted octets at the end, and a zone.
const mostCharacters = 45 + 33

const dot = 46
const zero = 48
const colon = 58

/** Four decimal octets between `from` and `end`, into the last word. */
function scanOctets(text: string, from: number, end: number): boolean {
  let word = 0
  let octet = -1
  let dots = 0
  for (let at = from; at < end; at++) {
    const digit = text.charCodeAt(at) - zero
    if (digit >= 0 && digit <= 9) {
      // A leading zero would be octal to some and decimal to others.
      if (octet === 0) return false
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return false
    } else {
      if (digit !== dot - zero || octet < 0 || dots === 3) return false
      word = (word << 8) | octet
      octet = -1
      dots++
    }
  }
  scanned[3] = (word << 8) | octet
  return dots === 3 && octet >= 0
}

/** The groups of the address that is being read. */
const groups = new Uint16Array(8)

const hexDigits = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? -1 : digit
})

/** Hexadecimal groups (RFC 4291 §2.2), with what may end them. */
function scanGroups(text: string, end: number): 0 | 4 | 6 {
  let count = 0
  // Where `::` stands, in groups.
  let gap = -1
  let group = 0
  let digits = 0
  // Only a pair of colons may begin; the loop then meets the second as it meets one after a group's colon.
  const pair = text.charCodeAt(0) === colon
  if (pair && text.charCodeAt(1) !== colon) return 0
  for (let at = pair ? 1 : 0; at < end; at++) {
    const code = text.charCodeAt(at)
    const digit = code < 128 ? (hexDigits[code] as number) : -1
    if (digit >= 0) {
      if (digits === 4) return 0
      group = (group << 4) | digit
      digits++
    } else if (code !== colon) {
      return scanEnding(text, at, digits, count, gap)
    } else if (digits > 0) {
      if (count === 8) return 0
      groups[count++] = group
      group = 0
      digits = 0
    } else {
      if (gap >= 0) return 0
      gap = count
    }
  }
  if (digits === 0) return gap === count ? spread(count, gap) : 0
  if (count === 8) return 0
  groups[count++] = group
  return spread(count, gap)
}

/** What may follow hexadecimal groups, at `at`: dotted octets (RFC 4291 §2.2.3), a zone (RFC 4007 §11). */
function scanEnding(
  text: string,
  at: number,
  digits: number,
  count: number,
  gap: number,
): 0 | 4 | 6 {
  const zone = text.indexOf('%', at)
  if (zone >= 0) return scanZoned(text, zone)
  if (text.charCodeAt(at) !== dot || count > 6) return 0
  if (!scanOctets(text, at - digits, text.length)) return 0
  const word = scanned[3] as number
  scanned[3] = 0
  groups[count] = word >>> 16
  groups[count + 1] = word
  return spread(count + 2, gap)
}

/** A zone belongs to link-local addresses alone (fe80::/10), and says nothing about who it is. */
function scanZoned(text: string, zone: number): 0 | 6 {
  if (!zoneName.test(text.slice(zone + 1))) return 0
  const version = scanAddress(text.slice(0, zone))
  return version === 6 && (scanned[0] as number) >>> 22 === 0xfe80 >>> 6 ? 6 : 0
}

const zoneName = /^[\w.~-]{1,32}$/

/** Moves the groups that follow `::` to the end, zeros before them, and makes words of all eight. */
function spread(count: number, gap: number): 4 | 6 | 0 {
  // RFC 4291 §2.2.2: `::` stands for one group at least.
  if (gap < 0 ? count < 8 : count === 8) return 0
  if (gap >= 0) {
    let from = count
    let to = 8
    while (from > gap) groups[--to] = groups[--from] as number
    while (to > gap) groups[--to] = 0
  }
  scanned[0] = word(0)
  scanned[1] = word(2)
  scanned[2] = word(4)
  scanned[3] = word(6)
  if (scanned[0] !== 0 || scanned[1] !== 0 || scanned[2] !== 0xffff) return 6
  scanned[2] = 0
  return 4
}

const word = (at: number): number => ((groups[at] as number) << 16) | (groups[at + 1] as number)
