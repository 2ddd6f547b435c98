import type { IncomingMessage } from 'node:http'
import { type BodyVerdict, bodyConsumed, bodyIncomplete, bodyTooLarge } from './body.ts'
import { fetchBody } from './fetch-body.ts'
import { allow } from './verdict.ts'

/**
 * `rawBody` is where parser recipes, Cloud Functions and @hono/node-server keep a body's bytes.
 */
export type Received = IncomingMessage & { rawBody?: unknown }

/** Whether somebody else reads the body from the stream, or has, and kept no bytes. */
function bodyTaken(incoming: Received): boolean {
  if (keptBytes(incoming) !== undefined) return false
  // Text is no longer the bytes that came; a listener would hear twice what is read and put back.
  const { readableDidRead, readableEncoding } = incoming
  return readableDidRead || readableEncoding !== null || incoming.listenerCount('data') > 0
}

/**
 * The bytes of a Node request's body, left in place: whoever reads the stream next gets them all.
 * Holds no more than `limit` and one piece.
 *
 * Read in `'readable'` and put back in the same tick: `'end'` has not been emitted then, and
 * removing the listener leaves the stream as it was. (`'data'` and `pause()` would leave it paused
 * for good.) Never read when nothing is there: at the end of the stream that emits `'end'`, which
 * the handler's parser would then wait for in vain.
 *
 * @param fetched - The request as fetch has it, where middleware that took the body put it back.
 */
export async function nodeBody(
  incoming: Received,
  limit: number,
  fetched?: () => Request,
): Promise<BodyVerdict> {
  // Lets the parser come to the end of the packet that brought the headers: often that is all there is,
  // and a listener added before would make the stream say 'end' of an empty body to nobody. Middleware
  // that has begun to read comes first, too.
  await undefined
  if (fetched !== undefined && bodyTaken(incoming)) return fetchBody(fetched(), limit)
  const kept = keptBytes(incoming)
  if (kept !== undefined) return kept.length > limit ? bodyTooLarge : allow(kept)
  if (bodyTaken(incoming)) return bodyConsumed
  // Nothing more will be emitted.
  if (incoming.destroyed) return bodyIncomplete
  const { 'content-length': length } = incoming.headers
  const declared = length === undefined ? undefined : Number(length)
  if (declared !== undefined && declared > limit) return bodyTooLarge
  if (declared === 0 || (declared === undefined && !mayHaveBody(incoming))) {
    return allow(new Uint8Array())
  }
  const take = taking(incoming, declared, limit)
  // All of it may be here already: then there is no event left to wait for.
  const already =
    incoming.readableLength > 0 || (incoming.complete && incoming.httpVersionMajor === 1)
      ? take.some()
      : undefined
  if (already !== undefined) return already
  return new Promise((resolve) => {
    const done = (verdict: BodyVerdict): void => {
      incoming.off('readable', read).off('end', ended).off('error', broken).off('close', broken)
      resolve(verdict)
    }
    const broken = (): void => done(bodyIncomplete)
    const read = (): void => {
      const verdict = take.some()
      if (verdict !== undefined) done(verdict)
    }
    // A stream that had ended while an earlier guard waited, and has no more to say than that.
    const ended = (): void => done(take.all())
    incoming.on('readable', read).on('end', ended).on('error', broken).on('close', broken)
  })
}

interface Taking {
  /** Takes what has come; gives the verdict once there is one, with the bytes put back. */
  some(): BodyVerdict | undefined
  /** What has been taken, as the whole. */
  all(): BodyVerdict
}

function taking(incoming: Received, declared: number | undefined, limit: number): Taking {
  const pieces: Buffer[] = []
  let size = 0
  const all = (): BodyVerdict => {
    const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, size)
    incoming.rawBody = bytes
    return allow(bytes)
  }
  const some = (): BodyVerdict | undefined => {
    const atEnd = incoming.readableLength === 0
    while (incoming.readableLength > 0) {
      const piece: Buffer | null = incoming.read()
      if (piece === null) break
      pieces.push(piece)
      size += piece.length
      if (size > limit) return bodyTooLarge
    }
    if (incoming.aborted) return bodyIncomplete
    if (size !== declared && !isComplete(incoming, atEnd)) return undefined
    const verdict = all()
    if (verdict.ok && size > 0) incoming.unshift(verdict.value)
    return verdict
  }
  return { some, all }
}

/**
 * The bytes somebody kept. After content decoding they are no longer what came over the wire, and
 * whoever kept them did so after decoding.
 */
function keptBytes({ rawBody, headers }: Received): Uint8Array | undefined {
  return rawBody instanceof Uint8Array && headers['content-encoding'] === undefined
    ? rawBody
    : undefined
}

// RFC 9112 §6.3: without either header there is no body. HTTP/2 needs neither, nor do mocks.
const mayHaveBody = (incoming: Partial<IncomingMessage>): boolean =>
  incoming.headers?.['transfer-encoding'] !== undefined ||
  incoming.httpVersionMajor === 2 ||
  incoming.complete === undefined

// 'readable' with nothing to read is the end of the stream. HTTP/1 says more surely whether the message
// is whole; mocks (fastify.inject) do not know, and HTTP/2 says so only after 'end'.
const isComplete = (incoming: Partial<IncomingMessage>, atEnd: boolean): boolean =>
  incoming.httpVersionMajor === 2 ? atEnd : (incoming.complete ?? atEnd)
