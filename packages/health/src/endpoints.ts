import {
  type Endpoint,
  type Guard,
  type GuardRequest,
  jsonReply,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import { dependenciesFormat } from './formats/dependencies.ts'
import type { HealthFormat } from './formats/format.ts'
import type { Health } from './health.ts'
import type { HealthReport } from './report.ts'
import { demandAtLeast, settle } from './settle.ts'
import { within } from './within.ts'

/** What is answered, and to whom more. */
export interface HealthEndpointOptions {
  /** The contract that whoever asks expects. @default dependenciesFormat */
  readonly format?: HealthFormat
  /** Who sees messages, details and versions. Everybody else sees names and statuses. @default nobody */
  readonly viewer?: Guard<object>
  /** For how long the viewer guard is waited for; a probe must be answered. @default 500 */
  readonly viewerTimeoutMs?: number
  readonly timers?: Timers
}

/**
 * That the process runs: always 200. Asks nothing and nobody, for a service that is restarted because its
 * database is down makes it worse.
 *
 * @example
 * ```ts
 * import { responder } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { createHealth, livenessEndpoint } from '@sallyport/health'
 *
 * const health = createHealth({ checks: { database: () => ({ ok: false }) } })
 * const { status, headers } = await responder(livenessEndpoint(health))(testRequest())
 * console.log(status, headers['cache-control']) // prints: 200 no-store
 * ```
 */
export function livenessEndpoint(
  health: Health,
  options: Pick<HealthEndpointOptions, 'format'> = {},
): Endpoint {
  const { format } = settle('health: livenessEndpoint()', { format: dependenciesFormat }, options)
  return (request) => (isRead(request) ? reply(health.live(), format, false) : readOnly)
}

/** Whether requests should come: 200 up or degraded, 503 down or draining. */
export function readinessEndpoint(health: Health, options: HealthEndpointOptions = {}): Endpoint {
  return endpoint('readinessEndpoint', () => health.ready(), options)
}

/** Whether the service has begun: 503 until each critical check was up once, then 200 for good. */
export function startupEndpoint(health: Health, options: HealthEndpointOptions = {}): Endpoint {
  return endpoint('startupEndpoint', () => health.startup(), options)
}

/**
 * How all checks are, of whatever group, for people and dashboards: not for probes.
 *
 * @example
 * ```ts
 * import { allow, deny, responder } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { aggregateEndpoint, checksFormat, createHealth } from '@sallyport/health'
 *
 * const health = createHealth({
 *   checks: { redis: () => ({ ok: true, detail: { cache_keys: 128 } }) },
 * })
 * const respond = responder(aggregateEndpoint(health, {
 *   format: checksFormat,
 *   viewer: (request) => (request.header('x-team') === 'ops' ? allow() : deny('not_ops', 401)),
 * }))
 * const show = async (headers: Record<string, string>) =>
 *   console.log(JSON.parse(String((await respond(testRequest({ headers }))).body)).checks)
 * await show({}) // prints: { redis: { status: 'ok' } }
 * await show({ 'x-team': 'ops' }) // prints: { redis: { status: 'ok', detail: { cache_keys: 128 } } }
 * ```
 */
export function aggregateEndpoint(health: Health, options: HealthEndpointOptions = {}): Endpoint {
  return endpoint('aggregateEndpoint', () => health.all(), options)
}

type Settled = Required<Omit<HealthEndpointOptions, 'viewer'>> &
  Pick<HealthEndpointOptions, 'viewer'>

function endpoint(
  name: string,
  ask: () => HealthReport | Promise<HealthReport>,
  options: HealthEndpointOptions,
): Endpoint {
  const where = `health: ${name}()`
  const { format, viewer, viewerTimeoutMs, timers } = settle(
    where,
    { format: dependenciesFormat, viewerTimeoutMs: 500, timers: systemTimers },
    options,
    ['viewer'],
  ) as Settled
  demandAtLeast(where, { viewerTimeoutMs }, { viewerTimeoutMs: 0 })
  return async (request) => {
    if (!isRead(request)) return readOnly
    // At the same time: neither waits for the other.
    const [report, detailed] = await Promise.all([
      ask(),
      viewer !== undefined && admits(viewer, request, viewerTimeoutMs, timers),
    ])
    return reply(report, format, detailed)
  }
}

/** Whether the guard allows it in time. One that throws or hangs does not. */
function admits(
  viewer: Guard<object>,
  request: GuardRequest,
  ms: number,
  timers: Timers,
): Promise<boolean> {
  const asked = async (): Promise<boolean> => (await viewer(request, {})).ok === true
  return within(timers, ms, asked(), false).catch(() => false)
}

const isRead = ({ method }: GuardRequest): boolean => method === 'GET' || method === 'HEAD'

const readOnly = jsonReply(
  405,
  { error: 'Only GET and HEAD.', status: 'method_not_allowed' },
  { allow: 'GET, HEAD' },
)

const reply = (report: HealthReport, format: HealthFormat, detailed: boolean) => {
  const { contentType, body } = format(report, detailed)
  return jsonReply(report.status === 'down' ? 503 : 200, body, { 'content-type': contentType })
}
