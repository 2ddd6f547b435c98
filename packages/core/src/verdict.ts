import { checkStatus, type Headers, type Reply } from './reply.ts'

/**
 * What a check answers: what it proved, or why it refused. Never a bare boolean, and never an
 * exception for untrusted input.
 *
 * @example
 * ```ts
 * import { allow, deny, type Verdict } from '@sallyport/core'
 *
 * function parsePort(text: string): Verdict<{ port: number }, 'bad_port'> {
 *   const port = Number(text)
 *   return port > 0 && port < 65_536 ? allow({ port }) : deny('bad_port', 400)
 * }
 * console.log(parsePort('8080').ok, parsePort('http').ok) // prints: true false
 * ```
 */
export type Verdict<T, R extends string = string> = Allowed<T> | Denied<R>

/** The check passed. */
export interface Allowed<T> {
  readonly ok: true
  /** What was proved. */
  readonly value: T
  /** For the response, whatever the handler answers: `RateLimit`, `Deprecation` … */
  readonly headers?: Headers
}

/** The check refused. */
export interface Denied<R extends string = string> {
  readonly ok: false
  /** One word of a closed union: the audit field, the metric label and the test's expectation. */
  readonly reason: R
  /** The HTTP status. */
  readonly status: number
  /** The word the client sees instead of `reason`, where the exact one would help an attacker. */
  readonly shown?: string
  /** One sentence for the client. */
  readonly message?: string
  readonly headers?: Headers
  /** A whole answer of its own, for what is not an error: a challenge, "already done". */
  readonly reply?: Reply<string | Uint8Array>
  /** For the operator: goes to `onError`, never to the client. */
  readonly cause?: unknown
  /** What earlier guards had proved, for the audit record. Set by `every`. */
  readonly proved?: object
}

/** What a guard proves that proves nothing but that the request may pass. */
// biome-ignore lint/suspicious/noEmptyInterface: `{}` by name; an alias would read as {} in every hover
export interface Nothing {}

/** The one value of {@link Nothing}. */
export const nothing: Nothing = Object.freeze({})

/** Compared by identity in `every`: guards that prove nothing cost no allocation. */
const passed: Allowed<Nothing> = Object.freeze({ ok: true, value: nothing })

/**
 * The request may pass, and this is what is now known.
 *
 * @param value - What was proved, by name. None when omitted.
 * @param headers - For the response.
 */
export function allow(): Allowed<Nothing>
export function allow<T extends object>(value: T, headers?: Headers): Allowed<T>
export function allow(value?: object, headers?: Headers): Allowed<object> {
  if (value === undefined) return passed
  return headers === undefined ? { ok: true, value } : { ok: true, value, headers }
}

/**
 * The request is refused.
 *
 * @param reason - One word, `snake_case`, of a closed union.
 * @param status - The HTTP status, 200 to 599.
 * @param more - What the client, the response or the operator should know besides.
 */
export function deny<const R extends string>(
  reason: R,
  status: number,
  more?: Omit<Denied, 'ok' | 'reason' | 'status' | 'proved'>,
): Denied<R> {
  checkStatus(status, reason)
  return more === undefined ? { ok: false, reason, status } : { ok: false, reason, status, ...more }
}
