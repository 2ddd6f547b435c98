import { type BodyVerdict, bodyConsumed, bodyIncomplete, bodyTooLarge } from './body.ts'
import { allow } from './verdict.ts'

/** The bytes of a fetch request's body, read from a clone: the request stays unread for the handler. */
export async function fetchBody(request: Request, limit: number): Promise<BodyVerdict> {
  if (request.bodyUsed || request.body?.locked === true) return bodyConsumed
  if (Number(request.headers.get('content-length')) > limit) return bodyTooLarge
  const reader = request.clone().body?.getReader()
  if (reader === undefined) return allow(new Uint8Array())
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      pieces.push(next.value)
      size += next.value.length
      if (size > limit) {
        // Settles only when the other half is cancelled too, so nobody may wait for it.
        reader.cancel().catch(() => {})
        return bodyTooLarge
      }
    }
  } catch {
    return bodyIncomplete
  }
  return allow(joined(pieces, size))
}

/** A header of a fetch request: it shows one value, joined where there were several. */
export function fetchHeader(request: Request, name: string): readonly string[] {
  const value = request.headers.get(name)
  return value === null ? [] : [value]
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
