import type { Allowed, Denied, Nothing, Verdict } from './verdict.ts'

/** Why a body could not be read: 413, 400, 500. */
export type BodyDenial = 'body_too_large' | 'body_incomplete' | 'body_consumed'

/** A request as a guard sees it, whatever the framework. */
export interface GuardRequest {
  /** The request id: the client's `x-request-id` when well-formed, else a new one. */
  readonly id: string
  /** Upper case, as received. */
  readonly method: string
  /** Path and query exactly as received: signed URLs depend on it. */
  readonly url: string
  /** The route's template (`/users/:id`), for labels; undefined before routing and when nothing matched. */
  readonly route: string | undefined
  /** The route's parameters, decoded by the framework. */
  readonly params: Readonly<Record<string, string>>
  /** The socket's address. */
  readonly peer: string | undefined
  /**
   * The client's address: the peer, unless the adapter was given a `clientAddress`. Undefined when
   * that could not tell, which is never the same as the peer.
   */
  readonly ip: string | undefined
  /** The header's value; a repeated header is joined (`a, b`), never dropped. Any case. */
  header(name: string): string | undefined
  /** Each value as received, so that duplicates show. */
  headerValues(name: string): readonly string[]
  /**
   * The body's bytes as they came over the wire: read when first asked for, once, bounded by the
   * adapter's `bodyLimit`, and left in place for the handler.
   */
  body(): Promise<Verdict<Uint8Array, BodyDenial>>
}

/**
 * Says whose request it is, for adapters behind proxies. Undefined means that it cannot be told,
 * and then nobody guesses.
 */
export type ClientAddress = (
  request: Pick<GuardRequest, 'peer' | 'header' | 'headerValues'>,
) => string | undefined

/**
 * A check on a request. It proves `T`, or refuses for one of the reasons `R`; `N` is what earlier
 * guards must have proved, and most need nothing.
 *
 * @example
 * ```ts
 * import { allow, deny, every, type Guard, type Nothing } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const requireUser: Guard<{ user: string }, 'no_user'> = (request) => {
 *   const user = request.header('x-user')
 *   return user === undefined ? deny('no_user', 401) : allow({ user })
 * }
 * const requireAdmin: Guard<Nothing, 'not_admin', { user: string }> = (_request, { user }) =>
 *   user === 'root' ? allow() : deny('not_admin', 403)
 *
 * const verdict = await every(requireUser, requireAdmin)(
 *   testRequest({ headers: { 'x-user': 'guest' } }),
 *   {},
 * )
 * console.log(verdict.ok ? 'in' : verdict.reason) // prints: not_admin
 * ```
 */
export type Guard<
  T extends object = Nothing,
  R extends string = string,
  N extends object = Nothing,
> = (request: GuardRequest, proved: N) => Verdict<T, R> | Promise<Verdict<T, R>>

/** Any guard, whatever it needs: `never` is the one argument that every guard's parameter accepts. */
export type AnyGuard = (
  request: GuardRequest,
  proved: never,
) => Verdict<object, string> | Promise<Verdict<object, string>>

/** What a guard proves. */
export type ProofOf<G> =
  Answer<G> extends infer A ? (A extends Allowed<infer T> ? T : never) : never

/** The reasons for which a guard refuses. */
export type ReasonOf<G> =
  Answer<G> extends infer A ? (A extends Denied<infer R> ? R : never) : never

/** What a guard needs to have been proved. */
export type NeedOf<G> = G extends (request: GuardRequest, proved: infer N) => unknown
  ? unknown extends N
    ? Nothing
    : N
  : Nothing

type Answer<G> = G extends (...args: never[]) => infer A ? Awaited<A> : never
