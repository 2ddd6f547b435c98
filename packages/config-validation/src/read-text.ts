import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** A file's text, or why there is none. Never has the text, or the system's message, in it. */
export type TextOrFault =
  | { readonly ok: true; readonly text: string; readonly isReadByAll: boolean }
  | { readonly ok: false; readonly fault: string; readonly isMissing: boolean }

/** Longer than any configuration, shorter than what is no file. */
const most = 1024 * 1024

/** Reads a file of UTF-8, at most 1 MiB, without its byte order mark. */
export function readText(path: string): TextOrFault {
  try {
    // Whoever opens a pipe waits for its writer, which may never come.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stat = fstatSync(file)
      if (stat.isDirectory()) return faulty('is a folder')
      if (!stat.isFile()) return faulty('is no file')
      const bytes = readBytes(file)
      if (bytes === undefined) return faulty('is larger than 1 MiB')
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      return { ok: true, text, isReadByAll: (stat.mode & 0o004) !== 0 }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    return { ok: false, isMissing, fault: faults[`${code}`] ?? 'cannot be read' }
  }
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'may not be read by this process',
  EPERM: 'may not be read by this process',
  EISDIR: 'is a folder',
  ENXIO: 'is no file',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8',
}

const faulty = (fault: string): TextOrFault => ({ ok: false, isMissing: false, fault })

function readBytes(file: number): Uint8Array | undefined {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const chunk = new Uint8Array(64 * 1024)
    const count = readSync(file, chunk)
    if (count === 0) return Buffer.concat(chunks)
    length += count
    if (length > most) return undefined
    chunks.push(chunk.subarray(0, count))
  }
}
