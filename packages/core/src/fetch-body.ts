import { type BodyVerdict, bodyConsumed, bodyIncomplete, bodyTooLarge } from './body.ts'
import { allow, type Denied } from './verdict.ts'

/** The bytes of a fetch request's body, read from a clone: the request stays unread for the handler. */
export async function fetchBody(
  request: Request,
  limit: number,
  tooLarge: Denied<'body_too_large'> = bodyTooLarge,
): Promise<BodyVerdict> {
  if (request.bodyUsed || request.body?.locked === true) return bodyConsumed
  if (Number(request.headers.get('content-length')) > limit) return tooLarge
  const reader = request.clone().body?.getReader()
  if (reader === undefined) return allow(new Uint8Array())
  // Settles only when the other half is cancelled too, so nobody may wait for it.
  const giveUp = (verdict: BodyVerdict): BodyVerdict => {
    reader.cancel().catch(() => {})
    return verdict
  }
  const read = readAll(reader, limit).then(
    (bytes) => (bytes === undefined ? giveUp(tooLarge) : allow(bytes)),
    () => bodyIncomplete,
  )
  // Some platforms have none.
  const signal = request.signal as AbortSignal | undefined
  if (signal === undefined) return read
  // A body goes on waiting for a client that has left: only the signal tells.
  return new Promise((resolve) => {
    const leave = (): void => resolve(giveUp(bodyIncomplete))
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave)
    read.then((verdict) => {
      signal.removeEventListener('abort', leave)
      resolve(verdict)
    })
  })
}

/** All bytes; undefined when there are more than the limit. */
async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value)
    size += next.value.length
    if (size > limit) return undefined
  }
  return joined(pieces, size)
}

/** A header of a fetch request: it shows one value, joined where there were several. */
export function fetchHeader(request: Request, name: string): readonly string[] {
  try {
    const value = request.headers.get(name)
    return value === null ? [] : [value]
  } catch {
    // What is no header's name nobody has sent.
    return []
  }
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
