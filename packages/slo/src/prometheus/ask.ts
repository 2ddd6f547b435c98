import type { Secret, Timers } from '@sallyport/core'
import { visible } from '../reports/visible.ts'
import { type Answer, answerOf } from './answer.ts'

/** How Prometheus is reached. */
export interface Connection {
  readonly endpoint: URL
  readonly headers: Readonly<Record<string, string | Secret>>
  readonly timeoutMs: number
  readonly mostBytes: number
  readonly fetch: typeof globalThis.fetch
  readonly timers: Timers
}

/** Asks one query as of one time. Never rejects, and never says what was in a header. */
export async function ask(
  connection: Connection,
  { query, at }: { readonly query: string; readonly at: number },
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { timers, timeoutMs } = connection
  const ended = new AbortController()
  const end = (): void => ended.abort()
  const cancel = timers.after(timeoutMs, end)
  signal?.addEventListener('abort', end, { once: true })
  if (signal?.aborted) end()
  const late = new Promise<Answer>((resolve) => {
    const timeout = (): void => resolve({ ok: false, reason: 'timeout' })
    ended.signal.addEventListener('abort', timeout, { once: true })
    if (ended.signal.aborted) timeout()
  })
  const form = { query, time: String(at / 1_000), timeout: `${timeoutMs}ms` }
  try {
    // A `fetch` that knows no signals must not be waited for.
    const answer = await Promise.race([exchange(connection, form, ended.signal), late])
    return answer.ok || answer.message === undefined
      ? answer
      : { ...answer, message: told(answer.message, connection) }
  } finally {
    cancel()
    signal?.removeEventListener('abort', end)
    // Whatever is still being read is not.
    end()
  }
}

async function exchange(
  { endpoint, headers, fetch, mostBytes }: Connection,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: revealed(headers),
      body: new URLSearchParams(form),
      // Another host must not be handed the headers.
      redirect: 'manual',
      signal,
    })
    if (response.type === 'opaqueredirect') return { ok: false, reason: 'redirected' }
    const text = await bounded(response, mostBytes)
    // What a refusal says may be cut; that it is one is known.
    return text === undefined && response.status === 200
      ? { ok: false, reason: 'too_large' }
      : answerOf(response.status, text ?? '')
  } catch (error) {
    if (signal.aborted) return { ok: false, reason: 'timeout' }
    return { ok: false, reason: 'unreachable', message: codeOf(error) }
  }
}

/** The headers with what they hide. */
export function revealed(headers: Connection['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.reveal(),
    ]),
  )
}

async function bounded(response: Response, mostBytes: number): Promise<string | undefined> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let [text, size] = ['', 0]
  for await (const chunk of response.body) {
    size += chunk.byteLength
    // Leaving the loop cancels the rest.
    if (size > mostBytes) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** A code such as ECONNREFUSED: messages name addresses, and an invalid header's say what was in it. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } }
  const found = cause?.code ?? code
  return typeof found === 'string' && /^[A-Z][A-Z0-9_]{0,60}$/.test(found) ? found : 'it failed'
}

/** What a server said, which may repeat what it was sent. */
function told(message: string, { headers }: Connection): string {
  const values = Object.values(revealed(headers)).flatMap((value) => [value, ...value.split(/\s+/)])
  const clean = values
    .filter((value) => value.length > 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, value) => text.replaceAll(value, '[secret]'), message)
  return visible(clean.slice(0, 300))
}
