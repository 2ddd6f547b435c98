import { type MonotonicClock, systemTimers, type Timers } from '@sallyport/core'

/** How a source reaches its sender. */
export interface KeyFetchOptions {
  /** @default the platform's `fetch` */
  readonly fetch?: typeof globalThis.fetch
  /** Against which kept keys grow old. @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
  /** @default the platform's timers */
  readonly timers?: Timers
  /** How long one answer may take, its body with it. @default 5_000 */
  readonly timeoutMs?: number
  /** How many fetches a minute there may be, whatever ids are sent. @default 10 */
  readonly fetchesPerMinute?: number
}

/** The names of those, for who demands that there are no others. */
export const fetchNames = 'fetch monotonic timers timeoutMs fetchesPerMinute'

/** What came, whatever its status. */
export interface Fetched {
  readonly status: number
  readonly text: string
  readonly cacheControl: string | null
}

/** What is sent. */
export interface Asked {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

// Longer than any sender's list of keys.
const longest = 131_072

/** Fetches an address that the source chose, and no other: rejects for a redirect, and for what is too long or too slow. */
export async function fetched(
  url: string,
  asked: Asked,
  { fetch = globalThis.fetch, timers = systemTimers, timeoutMs = 5_000 }: KeyFetchOptions,
): Promise<Fetched> {
  const abort = new AbortController()
  let cancel = (): void => {}
  const late = new Promise<never>((_, reject) => {
    cancel = timers.after(timeoutMs, () => {
      const error = new Error(`webhook-auth: ${url} did not answer within ${timeoutMs} ms`)
      abort.abort(error)
      reject(error)
    })
  })
  try {
    // Raced: not every `fetch` that is given looks at the signal.
    return await Promise.race([late, answerOf(fetch, url, asked, abort.signal)])
  } finally {
    cancel()
    abort.abort()
  }
}

async function answerOf(
  fetch: typeof globalThis.fetch,
  url: string,
  { method = 'GET', headers = {}, body }: Asked,
  signal: AbortSignal,
): Promise<Fetched> {
  const response = await fetch(url, {
    method,
    headers: { accept: '*/*', ...headers },
    ...(body !== undefined && { body }),
    redirect: 'error',
    credentials: 'omit',
    signal,
  })
  if (response.redirected || (response.status >= 300 && response.status < 400)) {
    throw new Error(`webhook-auth: ${url} redirects, which nobody follows`)
  }
  const { status } = response
  const cacheControl = response.headers.get('cache-control')
  return { status, cacheControl, text: await textOf(url, response.body) }
}

async function textOf(url: string, body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    // Leaving the loop cancels what is still to come.
    if (length > longest) throw new Error(`webhook-auth: ${url} has more than ${longest} bytes`)
    parts.push(part)
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}
