import { type Check, type MonotonicClock, systemMonotonic } from '@sallyport/core'
import { demandThresholds } from './demand-thresholds.ts'

/** How an address is asked, and what is expected of it. */
export interface HttpCheckOptions {
  /** @default 'GET' */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a status is the right one. @default 200 to 299 */
  readonly expect?: (status: number) => boolean
  /** From then on it works, but not well. @default never */
  readonly slowMs?: number
  /** From then on it does not work. @default when the check's timeout is due */
  readonly tooSlowMs?: number
  /** @default the platform's */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Pick<Response, 'status' | 'body'>>
  readonly monotonic?: MonotonicClock
}

/**
 * Whether an address answers as it should, and soon: a webhook of n8n, an API. A redirect is not followed, for
 * a page to log in at is no health. Neither the address nor the body is ever shown.
 *
 * @example
 * ```ts
 * import { createHealth } from '@sallyport/health'
 * import { httpCheck } from '@sallyport/health/checks'
 *
 * const health = createHealth({
 *   checks: {
 *     n8n: {
 *       critical: false,
 *       everyMs: 30_000,
 *       timeoutMs: 5_000,
 *       check: httpCheck('https://n8n.example/webhook/ping', {
 *         slowMs: 1_000,
 *         tooSlowMs: 4_000,
 *         fetch: async () => new Response('', { status: 404 }), // leave it out
 *       }),
 *     },
 *   },
 * })
 * const { status, checks } = await health.ready()
 * console.log(status, checks[0]?.message) // prints: degraded answered 404
 * health.close()
 * ```
 */
export function httpCheck(url: string | URL, options: HttpCheckOptions = {}): Check {
  const address = addressOf(url)
  const {
    method = 'GET',
    headers = {},
    expect = (status) => status >= 200 && status < 300,
    slowMs = Number.POSITIVE_INFINITY,
    tooSlowMs = Number.POSITIVE_INFINITY,
    fetch: get = fetch,
    monotonic = systemMonotonic,
  } = options
  demandThresholds('httpCheck', options, { slowMs, tooSlowMs }, httpOptions)
  return async (signal) => {
    const begun = monotonic()
    const { status, body } = await get(address, { method, headers, signal, redirect: 'manual' })
    const ms = Math.round(monotonic() - begun)
    // Unread, it would hold the connection.
    await body?.cancel()
    const detail = { http_status: status, latency_ms: ms }
    if (!expect(status)) return { ok: false, message: `answered ${status}`, detail }
    const message = `answered ${status} in ${ms} ms`
    return { ok: ms < tooSlowMs, degraded: ms >= slowMs, message, detail }
  }
}

const httpOptions = ['method', 'headers', 'expect', 'fetch', 'monotonic']

// Not shown: a webhook's path is its password. `fetch` refuses a user, and quotes the address.
function addressOf(url: string | URL): string {
  const { href, protocol, username, password } = URL.parse(String(url)) ?? {}
  const isHttp = protocol === 'http:' || protocol === 'https:'
  if (href !== undefined && isHttp && username === '' && password === '') return href
  throw new TypeError(
    'health: httpCheck(): "url" must be one of http or https, with no user: use "headers"',
  )
}
