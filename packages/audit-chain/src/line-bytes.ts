import { longestLine } from './entry.ts'
import { type Hash, sha256 } from './hash.ts'

/*
 * What a verifier needs of a line, from its bytes where they lie: no text is made, no JSON is read.
 */

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const seqKey = /* @__PURE__ */ ascii(',"seq":')
const [comma, zero, quote] = [0x2c, 0x30, 0x22]
const prevKey = /* @__PURE__ */ ascii('{"_prev":"')
const prevStart = 10
/** From `{` to the quote behind the 43 letters of `_prev`. */
const frame = prevStart + 43 + 1
/** The least that stands behind `"seq":`. */
const leastBehind = '0,"transport":"ws","ts":"2026-11-21T12:00:00.000Z","type":"","v":1}'.length

/** Whether there is room for an entry's envelope, and no more than an entry may have. */
export const isOfEntrySize = (start: number, end: number): boolean =>
  end - start <= longestLine && end - start >= frame + seqKey.length + leastBehind

// For twelve bits the two letters of base64url, the first in the lower byte.
const pairs: Uint16Array = /* @__PURE__ */ Uint16Array.from({ length: 4_096 }, (_, bits) => {
  const text = Buffer.from([bits >> 4, (bits & 15) << 4]).toString('base64url')
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8)
})

/** Whether the `_prev` of a line that is long enough is this hash. */
export function hasPrev(bytes: Uint8Array, start: number, prev: Hash): boolean {
  let at = start + prevStart
  for (let i = 0; i < 30; i += 3) {
    const bits = triple(prev, i)
    if (two(bytes, at) !== pairs[bits >> 12] || two(bytes, at + 2) !== pairs[bits & 4_095])
      return false
    at += 4
  }
  // The last two bytes are three letters, with two bits that are zero.
  const bits = (prev.charCodeAt(30) << 10) | (prev.charCodeAt(31) << 2)
  return (
    two(bytes, at) === pairs[bits >> 6] &&
    bytes[at + 2] === ((pairs[(bits & 63) << 6] as number) & 255)
  )
}

/** Writes a line's beginning with this `_prev`, and says where it goes on. */
export function writePrev(bytes: Uint8Array, start: number, prev: Hash): number {
  for (let i = 0; i < prevStart; i++) bytes[start + i] = prevKey[i] as number
  let at = start + prevStart
  for (let i = 0; i < 30; i += 3) {
    const bits = triple(prev, i)
    const [some, others] = [pairs[bits >> 12] as number, pairs[bits & 4_095] as number]
    bytes[at] = some & 255
    bytes[at + 1] = some >> 8
    bytes[at + 2] = others & 255
    bytes[at + 3] = others >> 8
    at += 4
  }
  const bits = (prev.charCodeAt(30) << 10) | (prev.charCodeAt(31) << 2)
  const some = pairs[bits >> 6] as number
  bytes[at] = some & 255
  bytes[at + 1] = some >> 8
  bytes[at + 2] = (pairs[(bits & 63) << 6] as number) & 255
  bytes[at + 3] = quote
  return at + 4
}

const triple = (text: string, i: number): number =>
  (text.charCodeAt(i) << 16) | (text.charCodeAt(i + 1) << 8) | text.charCodeAt(i + 2)

const two = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8)

/**
 * The `seq` of a line that is long enough; -1 where there is none. It is the last of that name: behind it
 * come only targets, which have no such key, and within a text the quotes would be escaped.
 */
export function seqOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = end - leastBehind - seqKey.length; at >= start + frame; at--) {
    if (bytes[at] === comma && isSeqKey(bytes, at)) return decimal(bytes, at + seqKey.length)
  }
  return -1
}

function isSeqKey(bytes: Uint8Array, at: number): boolean {
  for (let i = 1; i < seqKey.length; i++) if (bytes[at + i] !== seqKey[i]) return false
  return true
}

function decimal(bytes: Uint8Array, start: number): number {
  let [value, at] = [0, start]
  for (; ; at++) {
    const digit = (bytes[at] as number) - zero
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
  }
  const isWritten = at === start + 1 || (at > start && bytes[start] !== zero)
  return isWritten && bytes[at] === comma && Number.isSafeInteger(value) ? value : -1
}

/** The leaf hash of a line, and the byte before it is overwritten: RFC 6962's 0x00 needs a place. */
export function hashInPlace(bytes: Uint8Array, start: number, end: number): Hash {
  bytes[start - 1] = 0
  // Made without Buffer.subarray, which costs more.
  return sha256(new Uint8Array(bytes.buffer, bytes.byteOffset + start - 1, end - start + 1))
}
