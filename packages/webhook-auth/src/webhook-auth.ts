import {
  type AuditSink,
  type Clock,
  type Guard,
  type GuardRequest,
  type MetricsSink,
  type MonotonicClock,
  noAudit,
  noMetrics,
  type Observer,
  systemMonotonic,
  type Verdict,
} from '@sallyport/core'
import type { ChangedBy } from '@sallyport/network'
import { webhookEvents, webhookMetrics } from './catalog.ts'
import { isKeySource, type KeySource } from './key-source.ts'
import { demandKnown } from './known-names.ts'
import { rawBody } from './raw-body.ts'
import { listOf, type WebhookSecrets } from './secrets.ts'
import {
  openServices,
  treatedAs,
  unknownService,
  type WebhookDenial,
  type WebhookService,
  type WebhookSettings,
} from './services.ts'
import type { SignedWebhook } from './signed-by.ts'

/** Who may send webhooks, and how each proves it. */
export interface WebhookAuthOptions<N extends string> {
  /** By name, as the route's parameter has it. */
  readonly services: Readonly<Record<N, WebhookService>>
  readonly settings: WebhookSettings<N>
  /** Which service a request is of. @default the route's parameter `service` */
  readonly service?: (request: GuardRequest) => string | undefined
  /** @default the machine's clock */
  readonly clock?: Clock
  /** @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
  /** Records what is replaced; decisions are recorded by whoever runs the guard. @default records nothing */
  readonly audit?: AuditSink
  /** @default measures nothing */
  readonly metrics?: MetricsSink
}

/** One guard for the webhooks of all services, for `/webhook/:service`. */
export interface WebhookAuth<N extends string> {
  /** Address, then the secret itself, then the signature. */
  readonly guard: Guard<SignedWebhook, WebhookDenial>
  /** Counts and times deliveries by service. */
  readonly observer: Observer
  /** Puts other settings in the place of all, or throws and leaves them. Requests under way end with the old ones. */
  replace(settings: WebhookSettings<N>, by?: ChangedBy): Promise<void>
  /** Puts other secrets in the place of one service's. */
  setSecrets(service: N, secrets: WebhookSecrets | KeySource, by?: ChangedBy): Promise<void>
}

/**
 * Builds a table of senders into one guard. From outside, an unknown service, a wrong secret and a
 * wrong signature look alike.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { sign, webhookAuth } from '@sallyport/webhook-auth'
 * import { github } from '@sallyport/webhook-auth/schemes'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const hooks = webhookAuth({
 *   services: { github: { scheme: github }, monitor: { sharedSecret: { header: 'x-token' } } },
 *   settings: {
 *     ip_allowlist: ['192.0.2.0/24'],
 *     webhook_secrets: { github: secret, monitor: '7c1e5a90d2b34f6889ab0c1d2e3f4a5b' },
 *   },
 * })
 * const { headers, body } = sign(github, { secret, body: '{"zen":"Keep it logically awesome."}' })
 * const ask = async (service: string, ip: string): Promise<string> => {
 *   const request = testRequest({ method: 'POST', params: { service }, ip, headers, body })
 *   const verdict = await hooks.guard(request, {})
 *   return verdict.ok ? verdict.value.webhook.service : verdict.reason
 * }
 * console.log(await ask('github', '192.0.2.7')) // prints: github
 * console.log(await ask('github', '198.51.100.7')) // prints: address_not_allowed
 * console.log(await ask('gitlab', '192.0.2.7')) // prints: service_unknown
 * ```
 *
 * @throws TypeError or RangeError for a service without a secret, a secret without a service, a secret
 * that somebody could guess, and a list with a bad entry.
 */
export function webhookAuth<const N extends string>(
  options: WebhookAuthOptions<N>,
): WebhookAuth<N> {
  demandKnown('webhookAuth()', options, 'services settings service clock monotonic audit metrics')
  const { services, clock, audit = noAudit, metrics = noMetrics } = options
  const { service = (request) => request.params.service, monotonic = systemMonotonic } = options
  // Copies, so that the caller's own objects may change.
  let settings = copyOf(options.settings)
  let open = openServices(services, settings, clock)
  const standIn = treatedAs(Object.keys(services))
  /** For labels: a sender chooses the path, and must not choose how many series there are. */
  const labelOf = (request: GuardRequest): string => {
    const name = service(request)
    return name !== undefined && open.guards.has(name) ? name : 'unknown'
  }
  const decide = async (request: GuardRequest): Promise<Verdict<SignedWebhook, WebhookDenial>> => {
    const { network, guards } = open
    const address = await network?.(request, {})
    if (address?.ok === false) return address
    // Of every delivery, before who it is of: a body that is too long must not tell what the table has.
    const body = await rawBody(request)
    if (!body.ok) return body
    const name = service(request) ?? ''
    // Chosen also for a name that there is, so that choosing tells nothing.
    const other = guards.get(standIn(name) ?? '')
    const known = guards.get(name)
    const verdict = await (known ?? other)?.(request, {})
    return (known && verdict) ?? unknownService
  }
  const change = async (
    nextOf: (now: WebhookSettings<N>) => WebhookSettings<N>,
    event: 'settingsReplaced' | 'secretsReplaced',
    names: readonly N[],
    by: ChangedBy,
  ): Promise<void> => {
    const next = nextOf(settings)
    openServices(services, next, clock)
    await audit.record({
      type: webhookEvents[event].type,
      outcome: 'success',
      ...by,
      targets: names.map((id) => ({ kind: 'service', id })),
      event: { secret_ids: secretIds(next, names) },
    })
    // Of what they are by then: two changes at once must not undo each other.
    const last = nextOf(settings)
    open = openServices(services, last, clock)
    settings = copyOf(last)
  }
  return {
    async guard(request) {
      const verdict = await decide(request)
      const label = { service: labelOf(request) }
      if (verdict.ok) metrics.add(webhookMetrics.authSuccess, 1, label)
      else metrics.add(webhookMetrics.authFailed, 1, { ...label, reason: verdict.reason })
      return verdict
    },
    observer: observeDeliveries(metrics, monotonic, service, labelOf),
    replace: (next, by = {}) =>
      change(() => next, 'settingsReplaced', Object.keys(services) as N[], by),
    setSecrets: (name, secrets, by = {}) =>
      change(
        (now) => ({ ...now, webhook_secrets: { ...now.webhook_secrets, [name]: secrets } }),
        'secretsReplaced',
        [name],
        by,
      ),
  }
}

const copyOf = <N extends string>(settings: WebhookSettings<N>): WebhookSettings<N> => ({
  ...settings,
  webhook_secrets: { ...settings.webhook_secrets },
})

/** The ids of secrets by service: what may be written down of them. */
const secretIds = <N extends string>(
  { webhook_secrets }: WebhookSettings<N>,
  names: readonly N[],
): Record<string, readonly string[]> =>
  Object.fromEntries(
    names.map((name) => {
      const secrets = webhook_secrets[name]
      return [name, isKeySource(secrets) ? ['fetched'] : listOf(secrets).map(({ id }) => id)]
    }),
  )

const observeDeliveries =
  (
    metrics: MetricsSink,
    monotonic: MonotonicClock,
    service: (request: GuardRequest) => string | undefined,
    labelOf: (request: GuardRequest) => string,
  ): Observer =>
  (request) => {
    const began = monotonic()
    return ({ status, aborted }) => {
      // Something else than a delivery, where the whole application is observed.
      if (service(request) === undefined) return
      // Only now: an adapter may learn of the route's parameters after it began to observe.
      const label = { service: labelOf(request) }
      metrics.add(webhookMetrics.requests, 1, label)
      metrics.add(
        aborted || status >= 400 ? webhookMetrics.errors : webhookMetrics.success,
        1,
        label,
      )
      metrics.observe(webhookMetrics.handlerDuration, (monotonic() - began) / 1_000, label)
    }
  }
