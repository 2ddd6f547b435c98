import { demandOptions, type Secret, systemTimers, type Timers } from '@sallyport/core'
import { atLeastOne } from '../demand-option.ts'
import type { Slo } from '../slo.ts'
import type { Counts, Source, Span } from '../source.ts'
import type { Answer } from './answer.ts'
import { ask, type Connection, revealed } from './ask.ts'
import { atMostAtOnce } from './at-most-at-once.ts'
import { type Questions, questionsOf } from './questions.ts'

/** Which Prometheus, and how long it is waited for. */
export interface PrometheusSourceOptions {
  /** Where it is, with the path it is served below: `https://metrics.example/prometheus`. */
  readonly url: string
  /** Sent with each query, and shown nowhere. @default none */
  readonly headers?: Readonly<Record<string, string | Secret>>
  /** For one query. @default 5_000 */
  readonly timeoutMs?: number
  /** A longer answer is not read to its end. @default 1 MiB */
  readonly mostBytes?: number
  /** How many queries are under way at the same time. @default 8 */
  readonly mostAtOnce?: number
  /** What all metrics' names begin with there, as `@sallyport/metrics` was told. @default nothing */
  readonly prefix?: string
  /** @default the platform's */
  readonly fetch?: typeof globalThis.fetch
  readonly timers?: Timers
}

const names = 'url headers timeoutMs mostBytes mostAtOnce prefix fetch timers'.split(' ')

/**
 * What Prometheus has counted, by its HTTP API. Each way of not answering is a reason of its own, and
 * nothing here rejects. No redirect is followed: it would take the headers elsewhere.
 *
 * Counts are estimates, for `rate` extrapolates to the edges of a window: off by at most what happens in two
 * scrape intervals, and by what happened in one more for each restart of a process. What was covered cannot be
 * told: `covered` is what was asked for.
 *
 * @throws TypeError or RangeError for options that are none.
 *
 * @example
 * ```ts
 * import { defineSlo, evaluate } from '@sallyport/slo'
 * import { prometheusSource } from '@sallyport/slo/prometheus'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99.9', period: '30d', alerts: false,
 *   sli: {
 *     kind: 'ratio',
 *     bad: { metric: 'http_requests_total', where: { code: ['500', '503'] } },
 *     total: { metric: 'http_requests_total' },
 *   },
 * })
 * const source = prometheusSource({
 *   url: 'http://127.0.0.1:9090',
 *   fetch: async () => new Response('upstream is down', { status: 503 }),
 * })
 * const [found] = await evaluate([slo], source)
 * console.log(found?.state, found?.reason) // prints: unknown unavailable
 * ```
 */
export function prometheusSource(options: PrometheusSourceOptions): Source {
  demandOptions('slo: prometheusSource()', options, names)
  const connection = connectionOf(options)
  const { mostAtOnce = 8, prefix } = options
  atLeastOne('mostAtOnce', mostAtOnce)
  const inTurn = atMostAtOnce(mostAtOnce)
  return {
    counts(slo, spans, signal) {
      const asked = (query: string, at: number): Promise<Answer> =>
        inTurn(() => ask(connection, { query, at }, signal))
      return Promise.all(spans.map((span) => counted(slo, span, prefix, asked)))
    },
  }
}

type Asked = (query: string, at: number) => Promise<Answer>

async function counted(
  slo: Slo,
  span: Span,
  prefix: string | undefined,
  asked: Asked,
): Promise<Counts> {
  const ms = Math.round(span.to - span.from)
  // No range is that short. A calendar's period begins so.
  if (ms <= 1) return { ok: true, good: 0, bad: 0, covered: span }
  const questions = questionsOf(slo, ms, prefix)
  if (questions.kind === 'none')
    return { ok: false, reason: 'unanswerable', message: questions.why }
  if (questions.kind === 'share') return shared(await asked(questions.bad, span.to), span)
  const [total, part] = await Promise.all([
    asked(questions.total, span.to),
    asked(questions.part, span.to),
  ])
  return together(questions, total, part, span)
}

/** A share of what nobody counted: of one. */
function shared(answer: Answer, covered: Span): Counts {
  if (!answer.ok) return answer
  const { value } = answer
  if (value < 0 || value > 1)
    return { ok: false, reason: 'malformed', message: `${value} is no share` }
  return { ok: true, good: 1 - value, bad: value, covered }
}

function together(
  { of, seconds, whenAbsent }: Extract<Questions, { kind: 'part' }>,
  total: Answer,
  part: Answer,
  covered: Span,
): Counts {
  if (!total.ok) return total
  const isAbsent = !part.ok && part.reason === 'no_data'
  if (!part.ok && !isAbsent) return part
  if (isAbsent && whenAbsent === 'unanswerable' && total.value > 0)
    return { ok: false, reason: 'unanswerable', message: 'no bucket has the bound' }
  const all = events(total.value * seconds)
  // Two extrapolations differ: a part must not become more than the whole.
  const some = Math.min(part.ok ? events(part.value * seconds) : 0, all)
  const rest = all - some
  return of === 'good'
    ? { ok: true, good: some, bad: rest, covered }
    : { ok: true, good: rest, bad: some, covered }
}

/** What is a whole number but for what dividing by seconds and multiplying again took, is one. */
function events(count: number): number {
  const whole = Math.round(count)
  return Math.abs(count - whole) <= 1e-9 * whole ? whole : count
}

function connectionOf(options: PrometheusSourceOptions): Connection {
  const { headers = {}, timeoutMs = 5_000, mostBytes = 2 ** 20 } = options
  atLeastOne('timeoutMs', timeoutMs)
  atLeastOne('mostBytes', mostBytes)
  demandHeaders(headers)
  return {
    endpoint: endpointOf(options.url),
    headers: { ...headers },
    timeoutMs,
    mostBytes,
    fetch: options.fetch ?? globalThis.fetch,
    timers: options.timers ?? systemTimers,
  }
}

function endpointOf(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new TypeError('slo: "url" must be an http or https URL')
  // Not shown: what is wrong with it may be the secret.
  if (url.username !== '' || url.password !== '')
    throw new TypeError('slo: "url" must have no user and password in it; send them in "headers"')
  if (/[?#]/.test(url.href)) throw new TypeError('slo: "url" must have neither "?" nor "#" in it')
  return new URL(`${url.href.replace(/\/+$/, '')}/api/v1/query`)
}

function demandHeaders(headers: Connection['headers']): void {
  try {
    new Headers(revealed(headers))
  } catch {
    throw new TypeError(
      `slo: "headers" must be such as can be sent, got one of ${Object.keys(headers).join(', ')}`,
    )
  }
}
