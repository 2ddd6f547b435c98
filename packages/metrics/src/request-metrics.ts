import {
  demandOptions,
  type GuardRequest,
  type MetricsSink,
  type MonotonicClock,
  type Observer,
  type RequestEnd,
  systemMonotonic,
} from '@sallyport/core'
import { type HttpMethod, httpMethods, httpServerMetrics } from './catalogs/http-server.ts'
import { callable } from './in-flight.ts'
import { other } from './label-text.ts'

/** What {@link requestMetrics} takes besides the metrics. */
export interface RequestMetricsOptions {
  /** What a request needed, asked at its end; what is not among these is `_other`. */
  readonly scope?: {
    readonly of: (request: GuardRequest) => string | undefined
    readonly among: readonly string[]
  }
  readonly monotonic?: MonotonicClock
}

/**
 * Measures requests: durations, sizes and what is under way by OpenTelemetry's conventions; how many by route, scope
 * and method; refusals by reason. Labels are route templates and known methods: nothing a client makes up is one.
 *
 * @throws TypeError for scopes that are no list.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { createMetrics } from '@sallyport/metrics'
 * import { httpServerMetrics, requestMetrics } from '@sallyport/metrics/requests'
 *
 * const metrics = createMetrics({ catalog: httpServerMetrics })
 * const observer = requestMetrics(metrics)
 * const ended = observer(testRequest({ method: 'BREW', url: '/pots/7?q=x', route: '/pots/:id' }))
 * ended({ status: 401, bytes: 12, aborted: false, denied: 'unknown_key' })
 * const [denied] = metrics.read(httpServerMetrics.denied)
 * console.log(denied?.labels) // prints: { status: '401', reason: 'unknown_key', route: '/pots/:id' }
 * ```
 */
export function requestMetrics(
  metrics: MetricsSink,
  options: RequestMetricsOptions = {},
): Observer {
  demandOptions('metrics: requestMetrics()', options, ['scope', 'monotonic'])
  const { scope, monotonic = systemMonotonic } = options
  if (scope !== undefined && !(typeof scope.of === 'function' && Array.isArray(scope.among))) {
    throw new TypeError('metrics: "scope" must be { of: a function, among: a list }')
  }
  const scopes = new Set(scope?.among)
  const scopeOf = (request: GuardRequest): string => {
    const found = scope?.of(request)
    return found === undefined || scopes.has(found) ? (found ?? '') : other
  }
  return (request) => {
    const method = methodOf(request)
    const active = { http_request_method: method }
    metrics.add(httpServerMetrics.active, 1, active)
    // First of all, and once: whatever else fails or is called again, it is over.
    const leave = callable(() => metrics.add(httpServerMetrics.active, -1, active))
    const began = monotonic()
    let isOver = false
    return (end) => {
      leave()
      if (isOver) return
      isOver = true
      const seconds = Math.max(0, monotonic() - began) / 1_000
      // Only now: before routing there is none.
      const route = request.route ?? 'unmatched'
      measure(metrics, { method, route, seconds, end })
      const labels = { method, route, scope: other, status: statusOf(end) }
      try {
        labels.scope = scopeOf(request)
      } finally {
        // Where `of` throws, whoever observes is told; the request is counted all the same.
        metrics.add(httpServerMetrics.requests, 1, labels)
      }
    }
  }
}

interface Measured {
  readonly method: HttpMethod
  readonly route: string
  readonly seconds: number
  readonly end: RequestEnd
}

function measure(metrics: MetricsSink, { method, route, seconds, end }: Measured): void {
  const status = statusOf(end)
  const labels = {
    http_request_method: method,
    http_route: route,
    http_response_status_code: status,
    error_type: end.aborted ? 'aborted' : end.status >= 500 ? status : '',
  }
  metrics.observe(httpServerMetrics.duration, seconds, labels)
  metrics.observe(httpServerMetrics.responseSize, end.bytes, labels)
  if (end.aborted) metrics.add(httpServerMetrics.aborted, 1, { method, route })
  if (status === '401' || status === '403' || status === '429') {
    metrics.add(httpServerMetrics.denied, 1, { status, reason: end.denied ?? 'none', route })
  }
}

const known: ReadonlySet<string> = new Set(httpMethods)
const methodOf = ({ method }: GuardRequest): HttpMethod =>
  known.has(method) ? (method as HttpMethod) : '_OTHER'
const statusOf = ({ status }: RequestEnd): string =>
  Number.isInteger(status) && status >= 100 && status < 600 ? String(status) : other
