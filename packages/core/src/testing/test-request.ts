import { bodyTooLarge } from '../body.ts'
import type { BodyDenial, GuardRequest } from '../guard.ts'
import { bodyLimitOf, plainParams } from '../request-view.ts'
import { allow, type Denied } from '../verdict.ts'

/** What a test says of its request; the rest is unremarkable. */
export interface TestRequestInit {
  /** @default 'test-request' */
  readonly id?: string
  /** @default 'GET', or 'POST' with a body */
  readonly method?: string
  /** @default '/' */
  readonly url?: string
  readonly route?: string
  readonly params?: Readonly<Record<string, string>>
  /** @default '127.0.0.1' */
  readonly peer?: string | undefined
  /** @default the peer */
  readonly ip?: string | undefined
  /** Any case; a list is a header sent several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Text, bytes, or the denial that reading it comes to. @default empty */
  readonly body?: string | Uint8Array | Denied<BodyDenial>
  /** @default 1 MiB */
  readonly bodyLimit?: number
}

/**
 * A request for a test of guards: no server, no framework.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const request = testRequest({ headers: { 'X-Sig': ['a', 'b'] }, body: 'hello' })
 * const body = await request.body()
 * console.log(request.method, request.header('x-sig'), body.ok && body.value.length) // prints: POST a, b 5
 * ```
 */
export function testRequest(init: TestRequestInit = {}): GuardRequest {
  const { id = 'test-request', url = '/', route, params = {}, body = '', bodyLimit } = init
  const { method = body === '' ? 'GET' : 'POST' } = init
  const peer = 'peer' in init ? init.peer : '127.0.0.1'
  const ip = 'ip' in init ? init.ip : peer
  const values = new Map<string, readonly string[]>()
  for (const [name, value] of Object.entries(init.headers ?? {})) {
    const key = name.toLowerCase()
    values.set(key, [...(values.get(key) ?? []), value].flat())
  }
  const headerValues = (name: string): readonly string[] => values.get(name.toLowerCase()) ?? []
  return {
    id,
    method,
    url,
    route,
    params: plainParams({ params: () => params }),
    peer,
    ip,
    headerValues,
    header: (name) =>
      headerValues(name).length === 0
        ? undefined
        : headerValues(name).join(name.toLowerCase() === 'cookie' ? '; ' : ', '),
    body() {
      const limit = bodyLimitOf({ bodyLimit })
      if (typeof body !== 'string' && !(body instanceof Uint8Array)) return Promise.resolve(body)
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
      return Promise.resolve(bytes.length > limit ? bodyTooLarge : allow(bytes))
    },
  }
}
