const encoder = /* @__PURE__ */ new TextEncoder()
// A byte order mark is a letter like another: what drops it takes two bodies for one.
const lenient = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })
const strict = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** The UTF-8 of text. */
export const utf8Bytes = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** The text of bytes, with U+FFFD in place of what is none. */
export const utf8Text = (bytes: Uint8Array): string => lenient.decode(bytes)

/** The text of bytes; undefined of those that are no UTF-8. */
export function strictText(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}
