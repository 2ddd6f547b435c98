import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics } from '../define-metrics.ts'
import { open } from '../open-label.ts'

/** The methods that HTTP's own documents define, and what stands for all others. */
export type HttpMethod = (typeof httpMethods)[number]

/** The methods that HTTP's own documents define, and what stands for all others. */
export const httpMethods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  '_OTHER',
] as const

type Answered = {
  readonly http_request_method: HttpMethod
  /** The template; `unmatched` where no route was. */
  readonly http_route: string
  readonly http_response_status_code: string
  /** `aborted`, or the status from 500 on. */
  readonly error_type: string
}

const answered = {
  http_request_method: httpMethods,
  http_route: open(500),
  http_response_status_code: open(100),
  error_type: open(100),
} as const
const asked = { method: httpMethods, route: open(500) } as const

/** What {@link requestMetrics} measures: by OpenTelemetry's conventions, and who asked for what. */
export const httpServerMetrics: {
  readonly duration: MetricDefinition<Answered>
  readonly responseSize: MetricDefinition<Answered>
  readonly active: MetricDefinition<{ readonly http_request_method: HttpMethod }>
  readonly requests: MetricDefinition<{
    readonly method: HttpMethod
    readonly route: string
    readonly scope: string
    readonly status: string
  }>
  readonly denied: MetricDefinition<{
    readonly status: '401' | '403' | '429'
    readonly reason: string
    readonly route: string
  }>
  readonly aborted: MetricDefinition<{ readonly method: HttpMethod; readonly route: string }>
} = defineMetrics({
  duration: {
    id: 'http.server.request.duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long requests take, to the end of the answer.',
    labels: answered,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  responseSize: {
    id: 'http.server.response.body.size',
    kind: 'histogram',
    unit: 'By',
    help: 'Bytes of bodies that were handed to the connection.',
    labels: answered,
    buckets: [100, 1_000, 10_000, 100_000, 1e6, 1e7, 1e8],
  },
  active: {
    id: 'http.server.active_requests',
    kind: 'gauge',
    unit: '1',
    help: 'Requests under way.',
    labels: { http_request_method: httpMethods },
  },
  requests: {
    id: 'http.requests',
    kind: 'counter',
    unit: '1',
    help: 'Requests that were answered, or left.',
    labels: { ...asked, scope: open(200), status: open(100) },
    aliases: ['http_requests_total'],
  },
  denied: {
    id: 'http.denied_requests',
    kind: 'counter',
    unit: '1',
    help: 'Requests that were refused, by reason.',
    labels: { status: ['401', '403', '429'], reason: open(100), route: open(500) },
  },
  aborted: {
    id: 'http.aborted_requests',
    kind: 'counter',
    unit: '1',
    help: 'Requests whose client left before the answer was complete.',
    labels: asked,
  },
})
