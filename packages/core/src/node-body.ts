import type { IncomingMessage } from 'node:http'
import {
  type BodyVerdict,
  bodyConsumed,
  bodyIncomplete,
  bodyTooLarge,
  streamTooLarge,
} from './body.ts'
import { fetchBody } from './fetch-body.ts'
import { http2Stream, isReset } from './http2-stream.ts'
import { allow, type Denied } from './verdict.ts'

/**
 * `rawBody` is where parser recipes, Cloud Functions and @hono/node-server keep a body's bytes.
 */
export type Received = IncomingMessage & { rawBody?: unknown }

/** Whether somebody else reads the body from the stream, or has, and kept no bytes. */
function bodyTaken(incoming: Received): boolean {
  if (keptBytes(incoming) !== undefined) return false
  // Text is no longer the bytes that came; a listener would hear twice what is read and put back.
  const { readableDidRead, readableEncoding, readableLength } = incoming
  const didRead = readableDidRead && readableLength < (leftFor.get(incoming) ?? Infinity)
  return didRead || readableEncoding !== null || incoming.listenerCount('data') > 0
}

/** How much was put back where a limit refused it: while it is there, somebody with a larger one may read. */
const leftFor = new WeakMap<Received, number>()

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
  const tooLarge = tooLargeFor(incoming)
  if (fetched !== undefined && bodyTaken(incoming)) return fetchBody(fetched(), limit, tooLarge)
  const kept = keptBytes(incoming)
  if (kept !== undefined) return kept.length > limit ? tooLarge : allow(kept)
  if (bodyTaken(incoming)) return bodyConsumed
  // What has closed unread has been thrown away, and ends like what was empty.
  if (http2Stream(incoming)?.closed) return bodyIncomplete
  // Ended, and nobody has read a byte: there was none.
  if (incoming.readableEnded && incoming.complete !== false) return allow(new Uint8Array())
  // Nothing more will be emitted.
  if (incoming.destroyed) return bodyIncomplete
  const { 'content-length': length } = incoming.headers
  const declared = length === undefined ? undefined : Number(length)
  if (declared !== undefined && declared > limit) return tooLarge
  if (declared === 0 || (declared === undefined && !mayHaveBody(incoming))) {
    return allow(new Uint8Array())
  }
  const take = taking(incoming, declared, limit)
  // All of it may be here already: then there is no event left to wait for.
  const already = incoming.readableLength > 0 || isWhole(incoming) ? take.some() : undefined
  if (already !== undefined) return already
  return new Promise((resolve) => {
    const done = (verdict: BodyVerdict): void => {
      incoming.off('readable', read).off('end', ended).off('error', broken).off('close', broken)
      resolve(verdict)
    }
    const broken = (): void => done(bodyIncomplete)
    const read = (): void => {
      const verdict = isJoined(incoming) ? take.none() : take.some()
      if (verdict !== undefined) done(verdict)
    }
    // A stream that had ended while an earlier guard waited, and has no more to say than that.
    const ended = (): void => done(isCutOff(incoming) ? bodyIncomplete : take.all())
    incoming.on('readable', read).on('end', ended).on('error', broken).on('close', broken)
  })
}

interface Taking {
  /** Takes what has come; gives the verdict once there is one, with the bytes put back. */
  some(): BodyVerdict | undefined
  /** What has been taken, as the whole. */
  all(): BodyVerdict
  /** Puts back what has been taken, for somebody else to read. */
  none(): BodyVerdict
}

function taking(incoming: Received, declared: number | undefined, limit: number): Taking {
  const pieces: Buffer[] = []
  let size = 0
  const endsUnsaid = isMock(incoming) && declared === undefined && !incoming.readableObjectMode
  const whole = (): Buffer =>
    pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, size)
  const putBack = (bytes: Buffer): void => {
    if (bytes.length > 0) incoming.unshift(bytes)
  }
  const all = (): BodyVerdict => {
    const bytes = whole()
    incoming.rawBody = bytes
    return allow(bytes)
  }
  const none = (): BodyVerdict => {
    putBack(whole())
    return bodyConsumed
  }
  const some = (): BodyVerdict | undefined => {
    let atEnd = incoming.readableLength === 0
    while (incoming.readableLength > 0) {
      const piece: Buffer | null = endsUnsaid ? lastOf(incoming) : incoming.read()
      if (piece === null) break
      atEnd ||= endsUnsaid
      pieces.push(piece)
      size += piece.length
      if (size > limit) break
    }
    const tooLong = size + incoming.readableLength > limit
    if (isCutOff(incoming)) return bodyIncomplete
    if (!tooLong && size !== declared && !isComplete(incoming, atEnd, declared)) {
      return atEnd && incoming.httpVersionMajor === 2 ? bodyIncomplete : undefined
    }
    const bytes = whole()
    // Over the limit too: another guard may let the request through, and then all of it is the handler's.
    putBack(bytes)
    if (tooLong) {
      leftFor.set(incoming, incoming.readableLength)
      return tooLargeFor(incoming)
    }
    incoming.rawBody = bytes
    return allow(bytes)
  }
  return { some, all, none }
}

/** Somebody began to read beside us: the handler of a guard that stopped waiting. What is read and put
 * back now would reach it twice. */
const isJoined = (incoming: IncomingMessage): boolean =>
  incoming.listenerCount('data') > 0 || incoming.listenerCount('readable') > 1

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
  (incoming.httpVersionMajor === 2 && http2Stream(incoming)?.endAfterHeaders !== true) ||
  isMock(incoming)

// Over HTTP/2 `complete` is true of a stream that was cut off as well.
const isWhole = ({ complete, httpVersionMajor }: IncomingMessage): boolean =>
  complete && httpVersionMajor === 1

const isMock = ({ complete }: Partial<IncomingMessage>): boolean => complete === undefined

// A mock says nowhere that it has ended, and what was its last cannot be put back later: but asked for more
// than there is, only one that has ended gives anything.
const lastOf = (incoming: IncomingMessage): Buffer | null =>
  incoming.read(incoming.readableLength + 1)

const isCutOff = (incoming: IncomingMessage): boolean =>
  incoming.aborted || isReset(http2Stream(incoming))

// 'readable' with nothing to read is the end of the stream. HTTP/1 says more surely whether the message
// is whole, and mocks (fastify.inject) are. So is what HTTP/2 did not cut off, if it is as long as declared.
const isComplete = (
  incoming: Partial<IncomingMessage>,
  atEnd: boolean,
  declared: number | undefined,
): boolean =>
  incoming.httpVersionMajor === 2 ? atEnd && declared === undefined : (incoming.complete ?? atEnd)

/** The refusal, as this request's protocol may say it. */
export const tooLargeFor = ({ httpVersionMajor }: IncomingMessage): Denied<'body_too_large'> =>
  httpVersionMajor === 2 ? streamTooLarge : bodyTooLarge
