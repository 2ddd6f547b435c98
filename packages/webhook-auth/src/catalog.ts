import {
  type AuditEventType,
  defineMetric,
  type MetricDefinition,
  type ReasonDefinition,
} from '@sallyport/core'

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
  | 'body_not_raw'

/** The reasons for which signatures are refused. From outside those with 401 look alike. */
export const signatureReasons: Readonly<Record<SignatureDenial, ReasonDefinition>> = {
  signature_missing: {
    status: 401,
    meaning: 'The delivery carries no signature where the scheme has it.',
    remedy: 'See whether the sender was given the secret, and whether it is this sender at all.',
  },
  signature_repeated: {
    status: 401,
    meaning: 'A header of the signature came more than once.',
    remedy: 'Look for a proxy that adds headers; otherwise somebody tries.',
  },
  signature_malformed: {
    status: 401,
    meaning: 'What stands in the place of the signature is none: another prefix or encoding.',
    remedy: "Check that the scheme is the sender's, and that nothing on the way changes headers.",
  },
  too_many_signatures: {
    status: 401,
    meaning: 'There are more signatures than are looked at.',
    remedy: 'No sender needs so many; somebody tries.',
  },
  signature_wrong: {
    status: 401,
    meaning: 'The signature is not made with this secret over these bytes.',
    remedy:
      'Check the secret, then that nothing changed the body, then the callback URL where the scheme signs it.',
  },
  secret_unknown: {
    status: 401,
    meaning: 'The sender names a key that is not among the secrets.',
    remedy: 'Add the key with the id that the sender uses.',
  },
  secret_expired: {
    status: 401,
    meaning: 'The signature is right, and its secret is no longer accepted.',
    remedy: 'The sender still signs with the old secret: give it the new one, or move `notAfter`.',
  },
  secret_not_yet_valid: {
    status: 401,
    meaning: 'The signature is right, and its secret is not accepted yet.',
    remedy: 'The sender was given the new secret too early, or `notBefore` is wrong.',
  },
  timestamp_missing: {
    status: 401,
    meaning: 'The scheme signs a time, and there is none.',
    remedy: "Check that the scheme is the sender's.",
  },
  timestamp_malformed: {
    status: 401,
    meaning: 'The time is not written as the scheme writes it, or there are two.',
    remedy: "Check that the scheme is the sender's and its unit is right.",
  },
  timestamp_too_old: {
    status: 401,
    meaning: 'The delivery was signed too long ago.',
    remedy: 'A replay, a queue that is slow, or a clock that is wrong.',
  },
  timestamp_too_new: {
    status: 401,
    meaning: 'The delivery was signed in the future.',
    remedy: "Set this machine's clock, or the sender's.",
  },
  delivery_id_missing: {
    status: 401,
    meaning: 'The scheme signs an id of the delivery, and there is none.',
    remedy: "Check that the scheme is the sender's.",
  },
  content_malformed: {
    status: 401,
    meaning: 'What the scheme signs cannot be read from the delivery.',
    remedy: "Check that the scheme is the sender's, and the form of the body.",
  },
  content_digest_wrong: {
    status: 401,
    meaning: 'The digest that was signed is not of this body.',
    remedy: 'Look for what changes the body on the way; otherwise somebody tries.',
  },
  components_missing: {
    status: 401,
    meaning: 'The signature leaves out what it must cover.',
    remedy: 'Let the sender sign all that the scheme requires.',
  },
  algorithm_refused: {
    status: 401,
    meaning: 'The delivery names an algorithm that the scheme does not use.',
    remedy: 'Let the sender use the one of the scheme; otherwise somebody tries.',
  },
  body_not_raw: {
    status: 500,
    meaning: 'The body is no longer the bytes that came.',
    remedy: 'Keep what parses bodies away from this route, or let it keep the bytes.',
  },
}

/** Why the table of services refuses, besides. From outside both look like a wrong signature. */
export const serviceReasons: Readonly<Record<ServiceDenial, ReasonDefinition>> = {
  service_unknown: {
    status: 401,
    meaning: 'The path names a service that is not in the table.',
    remedy: 'Add the service, or correct the address that the sender was given.',
  },
  shared_secret_wrong: {
    status: 401,
    meaning: 'Of a service that signs as well: the secret that is sent is missing or wrong.',
    remedy:
      'Check the secret in `shared_secrets`, and its header. The signature was not looked at.',
  },
}

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

/** The reasons for which `onceOnly` and `idempotent` do not let a delivery in. */
export const replayReasons: Readonly<Record<ReplayDenial, ReasonDefinition>> = {
  delivery_replayed: {
    status: 409,
    meaning: 'The same signed delivery has come before.',
    remedy:
      'A replay; or the sender tries again with the same signature: use `idempotent` for such senders.',
  },
  delivery_in_progress: {
    status: 409,
    meaning:
      'The same delivery is being handled now, or whoever handled it has not said how it ended.',
    remedy:
      'Nothing: the sender tries again. Where it lasts, shorten `leaseMs` or mount the observer.',
  },
  delivery_done: {
    status: 200,
    meaning:
      'The delivery was handled before, so that the sender is told so and it is not done twice.',
    remedy: 'Nothing.',
  },
  replay_store_full: {
    status: 503,
    meaning: 'The store can keep no more deliveries, and gives up none that could come again.',
    remedy: 'Raise `maxKeys`, or use a store that is not in memory.',
  },
  replay_store_unavailable: {
    status: 503,
    meaning: 'The store of deliveries does not answer, so that nobody can tell a replay.',
    remedy: 'See what the check of the store says.',
  },
}
