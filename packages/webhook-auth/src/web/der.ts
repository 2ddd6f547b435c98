/** One element of DER (X.690): what it is, and what is in it. */
export interface Element {
  readonly tag: number
  readonly content: Uint8Array<ArrayBuffer>
}

/** The elements that bytes are made of; undefined unless they are exactly that, each written in its one way. */
export function elementsOf(bytes: Uint8Array<ArrayBuffer>): readonly Element[] | undefined {
  const elements: Element[] = []
  let at = 0
  while (at < bytes.length) {
    const [tag = 0, first = 0x80] = bytes.subarray(at, at + 2)
    at += 2
    let length = first
    if (first >= 0x80) {
      // One byte or two: no key needs more.
      const [high = 0, low = 0] = bytes.subarray(at, at + 2)
      length = first === 0x81 ? high : (high << 8) | low
      if (first > 0x82 || length < (first === 0x81 ? 0x80 : 0x100)) return undefined
      at += first - 0x80
    }
    if (at + length > bytes.length) return undefined
    elements.push({ tag, content: bytes.subarray(at, at + length) })
    at += length
  }
  return elements
}

/** The elements of a SEQUENCE that is all there is. */
export function sequenceOf(bytes: Uint8Array<ArrayBuffer>): readonly Element[] | undefined {
  const [one, ...more] = elementsOf(bytes) ?? []
  return one?.tag === 0x30 && more.length === 0 ? elementsOf(one.content) : undefined
}

/** The bytes of a positive INTEGER without those that stand for nothing; undefined for another, or another spelling. */
export function positiveOf(element: Element | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (element?.tag !== 0x02) return undefined
  const { content } = element
  const [first = 0x80, second = 0] = content
  if (first >= 0x80) return undefined
  if (first > 0) return content
  return second >= 0x80 ? content.subarray(1) : undefined
}

/**
 * An ECDSA signature over P-256 as WebCrypto takes it: both numbers in 32 bytes each. Undefined for what is none in
 * DER, so that a signature has one spelling.
 */
export function rawSignature(der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  const numbers = sequenceOf(der)
  const [r, s] = [positiveOf(numbers?.[0]), positiveOf(numbers?.[1])]
  if (r === undefined || s === undefined || numbers?.length !== 2) return undefined
  if (r.length > 32 || s.length > 32) return undefined
  const raw = new Uint8Array(64)
  raw.set(r, 32 - r.length)
  raw.set(s, 64 - s.length)
  return raw
}
