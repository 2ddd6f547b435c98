/** The bytes of a file in memory: those beyond its size are room for more. */
export interface Contents {
  bytes: Uint8Array
  size: number
}

/** Of a new file. */
export const emptyContents = (): Contents => ({ bytes: new Uint8Array(), size: 0 })

/** How many bytes were there to read. */
export function readAt(file: Contents, into: Uint8Array, position: number): number {
  const bytes = file.bytes.subarray(
    Math.min(position, file.size),
    Math.min(position + into.length, file.size),
  )
  into.set(bytes)
  return bytes.length
}

/** How many bytes were written: all. */
export function writeAt(file: Contents, bytes: Uint8Array, position: number): number {
  resize(file, Math.max(file.size, position + bytes.length))
  file.bytes.set(bytes, position)
  return bytes.length
}

/** Cuts a file, or fills it up with zeros. */
export function resize(file: Contents, size: number): void {
  if (size > file.bytes.length) {
    const bytes = new Uint8Array(Math.max(size, 2 * file.bytes.length))
    bytes.set(file.bytes.subarray(0, file.size))
    file.bytes = bytes
  }
  // What lies behind the end reads as zeros, should the file grow again.
  file.bytes.fill(0, Math.min(size, file.size), file.size)
  file.size = size
}
