import type { ClientAddress } from './guard.ts'
import type { NewId } from './random.ts'

/** What only the framework knows of a request. Functions are called late: routing comes after middleware. */
export interface RequestView {
  /** Path and query as received, where the framework rewrites its own. */
  readonly url?: string | undefined
  /** The socket's address, where the request does not carry it. */
  readonly peer?: string | undefined
  /** The matched route's template. */
  readonly route?: (() => string | undefined) | undefined
  /** The route's parameters; the pieces of a wildcard may come as a list. */
  readonly params?:
    | (() => Readonly<Record<string, string | readonly string[] | undefined>>)
    | undefined
}

/** What the route's author decides. */
export interface RequestOptions {
  /** Who the client is, behind proxies. @default the peer */
  readonly clientAddress?: ClientAddress | undefined
  /** The longest body a guard may read, in bytes. @default 1 MiB */
  readonly bodyLimit?: number | undefined
  /** Makes request ids. @default random UUIDs */
  readonly newId?: NewId | undefined
}

/** The longest body a guard may read unless the route says otherwise: 1 MiB. */
export const defaultBodyLimit: number = 1 << 20

/** Where a request keeps what a guard sees of it: every copy of this module finds the same. */
export const seenAs: unique symbol = Symbol.for('@sallyport/request') as never

/** One request, several adapters along its way: what a later one does not say stays as it was. */
export function refine(known: RequestOptions, more: RequestOptions): RequestOptions {
  if (known === more) return known
  const { clientAddress, bodyLimit, newId } = more
  return {
    clientAddress: clientAddress ?? known.clientAddress,
    bodyLimit: bodyLimit ?? known.bodyLimit,
    newId: newId ?? known.newId,
  }
}

// Short, and nothing that could break a log line, a header or a terminal.
const wellFormedId = /^[\w.:~+/=@-]{1,128}$/

/** The client's id when there is exactly one and it is well-formed, else a new one. */
export function requestId(offered: readonly string[], newId: NewId): string {
  const [id] = offered
  return id !== undefined && offered.length === 1 && wellFormedId.test(id) ? id : newId()
}

/** Parameters as text; a wildcard's pieces joined again. */
export function plainParams(view: RequestView): Readonly<Record<string, string>> {
  const params: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(view.params?.() ?? {})) {
    if (value !== undefined) params[name] = typeof value === 'string' ? value : value.join('/')
  }
  return params
}

/** The limit that holds; one that is no number would let everything through. */
export function bodyLimitOf({ bodyLimit = defaultBodyLimit }: RequestOptions): number {
  if (bodyLimit >= 0) return bodyLimit
  throw new RangeError(`core: "bodyLimit" must be a number of bytes >= 0, got ${bodyLimit}`)
}

/** The path of a target in absolute form (RFC 9112 §3.2.2), which routers take for its path alone. */
export function pathOf(url: string): string {
  if (url.startsWith('/')) return url
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  return path.startsWith('/') || path === '*' ? path : `/${path}`
}
