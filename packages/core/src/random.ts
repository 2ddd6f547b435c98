/** Gives `size` unpredictable bytes. */
export type Random = (size: number) => Uint8Array

// getRandomValues refuses more at once (Web Cryptography API §10.1.1).
const mostAtOnce = 65_536

/** The platform's cryptographic source, the same on Node, Bun, Deno and workers. */
export const systemRandom: Random = (size) => {
  if (!(Number.isInteger(size) && size >= 0)) {
    throw new RangeError(`core: "size" must be an integer >= 0, got ${size}`)
  }
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += mostAtOnce) {
    crypto.getRandomValues(bytes.subarray(at, at + mostAtOnce))
  }
  return bytes
}

/** Gives a new id, never the same twice. */
export type NewId = () => string

/** A random UUID. */
export const systemNewId: NewId = () => crypto.randomUUID()
