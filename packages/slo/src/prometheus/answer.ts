import type { UnknownReason } from '../source.ts'

/** One number, or why there is none. */
export type Answer =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly reason: UnknownReason; readonly message?: string }

interface Body {
  readonly status?: unknown
  readonly error?: unknown
  readonly warnings?: unknown
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown } | null
}

/** What a refusal's status means. */
const refusals: Readonly<Record<number, UnknownReason>> = {
  400: 'bad_query',
  422: 'query_failed',
  503: 'unavailable',
}

/** What Prometheus answered to an instant query. */
export function answerOf(status: number, text: string): Answer {
  if (status >= 300 && status < 400) return { ok: false, reason: 'redirected' }
  const body = parsed(text)
  if (status !== 200)
    return { ok: false, reason: refusals[status] ?? 'refused', message: refusal(status, body) }
  if (body?.status !== 'success') return { ok: false, reason: 'malformed' }
  const { warnings, data } = body
  if (Array.isArray(warnings) && warnings.length > 0)
    return { ok: false, reason: 'partial', message: String(warnings[0]) }
  if (data?.resultType === 'scalar' || data?.resultType === 'matrix')
    return { ok: false, reason: data.resultType }
  if (data?.resultType !== 'vector' || !Array.isArray(data.result))
    return { ok: false, reason: 'malformed' }
  const [only, ...others] = data.result as readonly { readonly value?: unknown }[]
  if (only === undefined) return { ok: false, reason: 'no_data' }
  if (others.length > 0)
    return { ok: false, reason: 'several_series', message: `${data.result.length} series` }
  return sampleOf(only?.value)
}

function parsed(text: string): Body | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null ? found : undefined
  } catch {
    return undefined
  }
}

const refusal = (status: number, body: Body | undefined): string =>
  typeof body?.error === 'string' ? `${status}: ${body.error}` : String(status)

function sampleOf(pair: unknown): Answer {
  const text: unknown = Array.isArray(pair) ? pair[1] : undefined
  if (text === 'NaN') return { ok: false, reason: 'not_a_number' }
  if (text === '+Inf' || text === '-Inf') return { ok: false, reason: 'not_finite' }
  const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN
  if (Number.isFinite(value)) return { ok: true, value }
  return { ok: false, reason: 'malformed' }
}
