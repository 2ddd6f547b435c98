import { type AuditEventType, defineMetric, type MetricDefinition } from '@sallyport/core'

/** Why a signature is refused. */
export type SignatureDenial =
  | 'signature_missing'
  | 'signature_repeated'
  | 'signature_malformed'
  | 'too_many_signatures'
  | 'signature_wrong'
  | 'secret_unknown'
  | 'secret_expired'
  | 'secret_not_yet_valid'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'delivery_id_missing'
  | 'content_malformed'
  | 'content_digest_wrong'
  | 'components_missing'
  | 'algorithm_refused'
  | 'sender_refused'
  | 'body_not_raw'
  | 'keys_unavailable'

/** Why the table of services refuses, besides. */
export type ServiceDenial = 'service_unknown' | 'shared_secret_wrong'

/** What webhooks record, besides the decisions. */
export const webhookEvents: Readonly<
  Record<'settingsReplaced' | 'secretsReplaced', AuditEventType>
> = {
  settingsReplaced: {
    type: 'webhook.settings_replaced',
    help: 'Secrets and address lists of webhooks were replaced.',
  },
  secretsReplaced: {
    type: 'webhook.secrets_replaced',
    help: 'The secrets of one sender of webhooks were replaced.',
  },
}

type ByService = { readonly service: string }

const counter = (id: string, help: string): MetricDefinition<ByService> =>
  defineMetric({ id, kind: 'counter', unit: '1', help, labels: { service: 'open' } })

/** What webhooks measure. A service that is not in the table is counted as `unknown`. */
export const webhookMetrics: {
  readonly authSuccess: MetricDefinition<ByService>
  readonly authFailed: MetricDefinition<ByService & { readonly reason: string }>
  readonly requests: MetricDefinition<ByService>
  readonly success: MetricDefinition<ByService>
  readonly errors: MetricDefinition<ByService>
  readonly handlerDuration: MetricDefinition<ByService>
} = {
  authSuccess: counter('webhook.auth_success', 'Deliveries whose sender was proved.'),
  authFailed: defineMetric({
    id: 'webhook.auth_failed',
    kind: 'counter',
    unit: '1',
    help: 'Deliveries refused.',
    labels: { service: 'open', reason: 'open' },
  }),
  requests: counter('webhook.requests', 'Deliveries that came.'),
  success: counter('webhook.success', 'Deliveries answered with a status below 400.'),
  errors: counter('webhook.errors', 'Deliveries answered otherwise, or not to the end.'),
  handlerDuration: defineMetric({
    id: 'webhook.handler_duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long deliveries took, to the end of the answer.',
    labels: { service: 'open' },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    aliases: ['mira_webhook_duration_seconds'],
  }),
}

/** Why a delivery that is rightly signed is not handled, because of others before it. */
export type ReplayDenial =
  | 'delivery_replayed'
  | 'delivery_in_progress'
  | 'delivery_done'
  | 'replay_store_full'
  | 'replay_store_unavailable'
