import type { Address } from './address.ts'

/** The one spelling of an address: dotted octets, or RFC 5952. */
export function formatAddress({ version, a, b, c, d }: Address): string {
  if (version === 4) return [d >>> 24, (d >>> 16) & 255, (d >>> 8) & 255, d & 255].join('.')
  const groups = [a, b, c, d].flatMap((word) => [word >>> 16, word & 0xffff])
  const { at, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  // RFC 5952 §4.2.2: a single zero group is not shortened.
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, at).join(':')}::${hex.slice(at + length).join(':')}`
}

/** RFC 5952 §4.2.3: the longest run of zero groups, the first of equals. */
function longestZeros(groups: readonly number[]): { at: number; length: number } {
  let best = { at: 0, length: 0 }
  for (let at = 0; at < groups.length; at++) {
    const end = groups.findIndex((group, i) => i >= at && group !== 0)
    const length = (end < 0 ? groups.length : end) - at
    if (length > best.length) best = { at, length }
    at += length
  }
  return best
}
