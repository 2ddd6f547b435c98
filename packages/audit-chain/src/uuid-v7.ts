/** How many random bytes a UUIDv7 takes. */
export const randomBytesOfUuid = 10

const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
)

/**
 * A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then chance. Not in order within a
 * millisecond: the order of entries is `seq`.
 *
 * @param time - Milliseconds since the epoch, whole.
 * @param random - Ten bytes; their first four bits, and two of the third byte, make room for version and variant.
 */
export function uuidV7(time: number, random: Uint8Array): string {
  const at = (index: number): string => hex[random[index] as number] as string
  const ms = time.toString(16).padStart(12, '0')
  const version = hex[((random[0] as number) & 0x0f) | 0x70] as string
  const variant = hex[((random[2] as number) & 0x3f) | 0x80] as string
  const tail = at(4) + at(5) + at(6) + at(7) + at(8) + at(9)
  return `${ms.slice(0, 8)}-${ms.slice(8)}-${version}${at(1)}-${variant}${at(3)}-${tail}`
}

/** So many are made of random bytes that are fetched at once. */
const mostAtOnce = 256
/** What follows the time: `7abc-8def-0123456789ab`. */
const tailLength = 22

/** Ids as {@link uuidV7} makes them, in runs. */
export function uuidsV7(random: (bytes: number) => Uint8Array): (time: number) => string {
  let tails = ''
  let next = mostAtOnce
  let known = { time: Number.NaN, head: '' }
  return (time) => {
    if (next === mostAtOnce) {
      tails = tailsOf(random(mostAtOnce * randomBytesOfUuid))
      next = 0
    }
    if (time !== known.time) known = { time, head: uuidV7(time, none).slice(0, -tailLength) }
    const start = next++ * tailLength
    return known.head + tails.slice(start, start + tailLength)
  }
}

const none = /* @__PURE__ */ new Uint8Array(randomBytesOfUuid)
const digits = /* @__PURE__ */ Buffer.from('0123456789abcdef')
const dash = 0x2d
const [version, variant] = [0x70, 0x80]

function tailsOf(random: Uint8Array): string {
  const text = Buffer.alloc(mostAtOnce * tailLength, dash)
  let to = 0
  const put = (byte: number): void => {
    text[to++] = digits[byte >> 4] as number
    text[to++] = digits[byte & 15] as number
  }
  for (let at = 0; at < random.length; at += randomBytesOfUuid) {
    put(((random[at] as number) & 0x0f) | version)
    put(random[at + 1] as number)
    to++
    put(((random[at + 2] as number) & 0x3f) | variant)
    put(random[at + 3] as number)
    to++
    for (let i = 4; i < randomBytesOfUuid; i++) put(random[at + i] as number)
  }
  return text.toString('latin1')
}
