import type { IncomingMessage } from 'node:http'
import { type BodyVerdict, bodyConsumed, bodyIncomplete, bodyTooLarge } from './body.ts'
import { allow } from './verdict.ts'

/**
 * `rawBody` is where parser recipes, Cloud Functions and @hono/node-server keep a body's bytes.
 */
export type Received = IncomingMessage & { rawBody?: unknown }

/** Whether somebody took the body from the stream, and kept no bytes. */
export function bodyTaken(incoming: Received): boolean {
  return incoming.readableDidRead && keptBytes(incoming) === undefined
}

/**
 * The bytes of a Node request's body, left in place: whoever reads the stream next gets them all.
 * Holds no more than `limit` and one piece.
 *
 * Read in `'readable'` and put back in the same tick: `'end'` has not been emitted then, and
 * removing the listener leaves the stream as it was. (`'data'` and `pause()` would leave it paused
 * for good.) Never read when nothing is there: at the end of the stream that emits `'end'`, which
 * the handler's parser would then wait for in vain.
 */
export function nodeBody(incoming: Received, limit: number): Promise<BodyVerdict> {
  const kept = keptBytes(incoming)
  if (kept !== undefined) {
    return Promise.resolve(kept.length > limit ? bodyTooLarge : allow(kept))
  }
  if (incoming.readableDidRead) return Promise.resolve(bodyConsumed)
  // Nothing more will be emitted.
  if (incoming.destroyed) return Promise.resolve(bodyIncomplete)
  const { headers } = incoming
  const declared =
    headers['content-length'] === undefined ? undefined : Number(headers['content-length'])
  if (declared !== undefined && declared > limit) return Promise.resolve(bodyTooLarge)
  if (declared === 0 || (declared === undefined && !mayHaveBody(incoming))) {
    return Promise.resolve(allow(new Uint8Array()))
  }
  const take = taking(incoming, declared, limit)
  // All of it may have come while an earlier guard waited: then there is no event left to wait for.
  const already = incoming.readableLength > 0 || incoming.complete ? take() : undefined
  if (already !== undefined) return Promise.resolve(already)
  return new Promise((resolve) => {
    const done = (verdict: BodyVerdict): void => {
      incoming.off('readable', read).off('error', broken).off('close', broken)
      resolve(verdict)
    }
    const broken = (): void => done(bodyIncomplete)
    const read = (): void => {
      const verdict = take()
      if (verdict !== undefined) done(verdict)
    }
    incoming.on('readable', read).on('error', broken).on('close', broken)
  })
}

/** Takes what has come; gives the verdict once there is one, with the bytes put back. */
function taking(
  incoming: Received,
  declared: number | undefined,
  limit: number,
): () => BodyVerdict | undefined {
  const pieces: Buffer[] = []
  let size = 0
  return () => {
    const atEnd = incoming.readableLength === 0
    while (incoming.readableLength > 0) {
      const piece: Buffer = incoming.read()
      pieces.push(piece)
      size += piece.length
      if (size > limit) return bodyTooLarge
    }
    if (incoming.aborted) return bodyIncomplete
    if (size !== declared && !isComplete(incoming, atEnd)) return undefined
    const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, size)
    if (size > 0) incoming.unshift(bytes)
    incoming.rawBody = bytes
    return allow(bytes)
  }
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

// RFC 9112 §6.3: without either header there is no body. HTTP/2 frames need neither.
const mayHaveBody = ({ headers, httpVersionMajor }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || httpVersionMajor === 2

// 'readable' with nothing to read is the end of the stream. HTTP/1 says more surely whether the message
// is whole; mocks (fastify.inject) do not know, and HTTP/2 says so only after 'end'.
const isComplete = (incoming: Partial<IncomingMessage>, atEnd: boolean): boolean =>
  incoming.httpVersionMajor === 2 ? atEnd : (incoming.complete ?? atEnd)
