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
// The id and the secret are parted by one underscore.
const tailLength: number = idLength + 1 + secretLength + checksumLength

/** Base62, by value. */
export const alphabet: string = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base = alphabet.length
// 248 is the largest multiple of 62 in a byte: what lies above would favour the first letters.
const fairBelow = 256 - (256 % base)

/** Random letters, each as likely as any other. */
export function randomLetters(length: number, random: Random): string {
  let letters = ''
  while (letters.length < length) {
    // A thirty-second is thrown away: a little more than needed comes in one call nearly always.
    for (const byte of random(length + 8)) {
      if (byte < fairBelow && letters.length < length) letters += alphabet[byte % base]
    }
  }
  return letters
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
  if (token.charCodeAt(headLength - 1) !== underscore) return undefined
  if (token.charCodeAt(headLength + idLength) !== underscore) return undefined
  if (!token.startsWith(prefix) || token.charCodeAt(prefix.length) !== underscore) return undefined
  if (!isSummed(token, headLength)) return undefined
  const env = token.slice(prefix.length + 1, headLength - 1)
  if (!envName.test(env)) return undefined
  return { id: token.slice(headLength, headLength + idLength), env }
}

const underscore = 0x5f

/** The value of each letter by its code; -1 for what is none. */
const letterValue = Int8Array.from({ length: 128 }, (_, code) =>
  alphabet.indexOf(String.fromCharCode(code)),
)

/** CRC-32 of each byte, reflected (ISO 3309). */
const crcOf = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/**
 * Whether the id and the secret are letters, and the last six the checksum of everything before them.
 * In one pass and without making text: it runs for every request, of whoever sends one.
 */
function isSummed(token: string, headLength: number): boolean {
  const end = token.length - checksumLength
  const between = headLength + idLength
  let crc = -1
  for (let at = 0; at < end; at++) {
    const code = token.charCodeAt(at)
    // Cut to a byte, another character could have the sum of a letter. A store must not see it.
    if (code > 127) return false
    if (at >= headLength && at !== between && (letterValue[code] as number) < 0) return false
    crc = (crcOf[(crc ^ code) & 255] as number) ^ (crc >>> 8)
  }
  let sum = 0
  for (let at = end; at < token.length; at++) {
    const value = letterValue[token.charCodeAt(at)] ?? -1
    if (value < 0) return false
    sum = sum * base + value
  }
  return sum === ~crc >>> 0
}

/** The longest name of an environment. */
export const longestEnv = 16
/** Names of environments: no underscore, which would part the token elsewhere. */
export const envName: RegExp = /^[a-z][a-z0-9]{0,15}$/
/** Prefixes: words with single underscores between, as secret scanners expect. */
export const prefixName: RegExp = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

/** Finds tokens of this prefix in text: for secret scanners. Does not check the checksum. */
export const scannerPattern = (prefix: string): RegExp =>
  new RegExp(
    `\\b${prefix}_[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{${idLength}}_[0-9A-Za-z]{${secretLength + checksumLength}}\\b`,
    'g',
  )
