import type { AuditContext, AuditEvent, AuditParty, Json } from '@sallyport/core'
import type { Lost } from './normalise.ts'

/** What carried an event in: a request, a WebSocket, the system itself, a job. */
export type Transport = 'http' | 'ws' | 'system' | 'job'

/** What is missing from an entry. */
export interface Truncated {
  /** Why, in order: a circle, too deep, too many entries, too long, a getter that threw. */
  readonly lost: readonly Lost[]
  /** The bytes of the whole `event` in canonical form, when it was read whole and the line had no room. */
  readonly bytes?: number
  /** Their SHA-256 in hexadecimal. */
  readonly sha256?: string
}

/** One line of the log: an event, its place, and the hash of the line before it. */
export interface AuditEntry extends AuditEvent {
  /** The leaf hash of the entry before, base64url; of the first, the log's own. */
  readonly _prev: string
  /** Lone surrogates became U+FFFD. */
  readonly _repaired?: true
  /** Something is missing. */
  readonly _truncated?: Truncated
  readonly actor?: AuditParty
  readonly ctx?: AuditContext
  readonly event?: Json
  /** A UUID of version 7. */
  readonly id: string
  /** From 0, without gaps. This is the order; `ts` is not. */
  readonly seq: number
  /** By how many milliseconds the clock stood behind the entry before. */
  readonly skewMs?: number
  readonly transport: Transport
  /** `2026-11-21T12:00:00.000Z`. */
  readonly ts: string
  readonly v: 1
}

/** How an event may end. */
export const outcomes: readonly AuditEvent['outcome'][] = ['success', 'failure', 'denied', 'error']
/** What may carry an event in. */
export const transports: readonly Transport[] = ['http', 'ws', 'system', 'job']

/** The fields of `ctx`, in canonical order. */
export const contextFields: readonly (keyof AuditContext)[] = [
  'ip',
  'method',
  'requestId',
  'route',
  'sessionId',
  'traceId',
  'userAgent',
]

/** Bytes of a line, without its line feed: tlog-tiles counts an entry's bytes in 16 bits. */
export const longestLine = 65_535
/** As many targets are kept. */
export const mostTargets = 32
