import { crc32 } from 'node:zlib'
import type { Random } from '@sallyport/core'

/** What a token says about itself, before anybody has been asked. */
export interface ParsedToken {
  /** Names the key: 12 characters. */
  readonly id: string
  /** Of what environment it claims to be. */
  readonly env: string
}

/**
 * `<prefix>_<env>_<id><secret><checksum>`: 12, 43 and 6 characters of base62 at the end, so that the
 * parts are found from there, whatever the prefix contains.
 */
export const idLength = 12
const secretLength = 43
const checksumLength = 6
/** The longest name of an environment. */
export const longestEnv = 16
/** The longest prefix. */
export const longestPrefix = 32
// The id and the secret are parted by one underscore.
const tailLength: number = idLength + 1 + secretLength + checksumLength

/** Base62, by value. */
export const alphabet: string = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base = alphabet.length
// 248 is the largest multiple of 62 in a byte: what lies above would favour the first letters.
const fairBelow = 256 - (256 % base)

/** Random letters, each as likely as any other. In one piece: text that was put together is slower to look up. */
export function randomLetters(length: number, random: Random): string {
  const letters = Buffer.alloc(length)
  let made = 0
  while (made < length) {
    // A thirty-second is thrown away: a little more than needed comes in one call nearly always.
    for (const byte of random(length + 8)) {
      if (byte < fairBelow && made < length) letters[made++] = alphabet.charCodeAt(byte % base)
    }
  }
  return letters.toString('latin1')
}

/** The parts before the id. */
export const headOf = (prefix: string, env: string): string => `${prefix}_${env}_`

/** Writes a token. */
export function formatToken(head: string, id: string, secret: string): string {
  const body = `${head}${id}_${secret}`
  return body + checksumOf(body)
}

/** A new token's random part. */
export const newSecret = (random: Random): string => randomLetters(secretLength, random)

/** A new key's id. */
export const newId = (random: Random): string => randomLetters(idLength, random)

/**
 * The CRC-32 of everything before it, so that a typo or a foreign string costs no hash and no read.
 * No protection against anybody: whoever makes up a token makes up its checksum.
 */
export function checksumOf(body: string): string {
  let rest = crc32(body)
  let letters = ''
  for (let i = 0; i < checksumLength; i++) {
    letters = alphabet[rest % base] + letters
    rest = Math.floor(rest / base)
  }
  return letters
}

/** Reads a token of this prefix, whatever its environment. Undefined for anything else; never throws. */
export function parseToken(token: unknown, prefix: string): ParsedToken | undefined {
  if (typeof token !== 'string') return undefined
  const headLength = token.length - tailLength
  // The prefix, an environment of at least one letter, two underscores.
  if (headLength < prefix.length + 3 || headLength > prefix.length + 2 + longestEnv)
    return undefined
  if (token.charCodeAt(headLength + idLength) !== underscore) return undefined
  const isLast = headLength === last.text.length && prefix === last.prefix
  const head = isLast && token.startsWith(last.text) ? last : readHead(token, prefix, headLength)
  if (head === undefined || !isSummed(token, head)) return undefined
  last = head
  return { id: token.slice(headLength, headLength + idLength), env: head.env }
}

const underscore = 0x5f

/** What comes before the id, and the checksum's sum up to there. */
interface Head {
  readonly text: string
  readonly prefix: string
  readonly env: string
  readonly crc: number
}

// Nearly all tokens begin as the one before did: that is read, and summed, once.
let last: Head = { text: '', prefix: '', env: '', crc: -1 }

function readHead(token: string, prefix: string, length: number): Head | undefined {
  if (token.charCodeAt(length - 1) !== underscore) return undefined
  if (!token.startsWith(prefix) || token.charCodeAt(prefix.length) !== underscore) return undefined
  const env = token.slice(prefix.length + 1, length - 1)
  if (!envName.test(env)) return undefined
  const text = headOf(prefix, env)
  return { text, prefix, env, crc: ~crc32(text) }
}

/** The value of each letter by its code; -1 for what is none. */
const letterValue = Int8Array.from({ length: 256 }, (_, code) =>
  alphabet.indexOf(String.fromCharCode(code)),
)

/** CRC-32 of each byte, reflected (ISO 3309). */
const crcOf = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})
// And of each byte with one, two and three zeros after it, for four bytes at a time.
const afterZero = (table: Int32Array): Int32Array =>
  table.map((crc) => (crcOf[crc & 255] as number) ^ (crc >>> 8))
const crcOf1 = afterZero(crcOf)
const crcOf2 = afterZero(crcOf1)
const crcOf3 = afterZero(crcOf2)

const longestToken = longestPrefix + longestEnv + 2 + tailLength
const bytes = Buffer.alloc(longestToken)

/**
 * Whether the id and the secret are letters, and the last six the checksum of everything before them.
 * As bytes, which cost less to read than letters of a text: it runs for every request, of whoever sends
 * one. What is not ASCII is several bytes, of which the first is no letter: a store must not see it.
 */
function isSummed(token: string, { text: { length: start }, crc: before }: Head): boolean {
  bytes.write(token)
  const secretAt = start + idLength + 1
  const end = secretAt + secretLength
  let odd = 0
  for (let at = start; at < secretAt - 1; at++) odd |= valueAt(at)
  for (let at = secretAt; at < end; at++) odd |= valueAt(at)
  let sum = 0
  for (let at = end; at < end + checksumLength; at++) {
    const value = valueAt(at)
    odd |= value
    sum = sum * base + value
  }
  let crc = before
  // The id, an underscore and the secret: fourteen times four.
  for (let at = start; at < end; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    crc =
      (crcOf3[crc & 255] as number) ^
      (crcOf2[(crc >>> 8) & 255] as number) ^
      (crcOf1[(crc >>> 16) & 255] as number) ^
      (crcOf[crc >>> 24] as number)
  }
  return odd >= 0 && sum === ~crc >>> 0
}

const valueAt = (at: number): number => letterValue[bytes[at] as number] as number

/** Names of environments: no underscore, which would part the token elsewhere. */
export const envName: RegExp = /^[a-z][a-z0-9]{0,15}$/
/** Prefixes: words with single underscores between, as secret scanners expect. */
export const prefixName: RegExp = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

// Not inside a word; but an escape's last letter (%20, \n of JSON) ends one.
const wordStart = '(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}|\\\\[bfnrt]|\\\\u[0-9A-Fa-f]{4}))'

/** Finds tokens of this prefix in text: for secret scanners. Does not check the checksum. */
export const scannerPattern = (prefix: string): RegExp =>
  new RegExp(
    `${wordStart}${prefix}_[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{${idLength}}_[0-9A-Za-z]{${secretLength + checksumLength}}(?![0-9A-Za-z])`,
    'g',
  )
