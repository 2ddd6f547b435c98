import {
  type AuditEventType,
  defineMetric,
  type MetricDefinition,
  type ReasonDefinition,
} from '@sallyport/core'
import { type RefusedReason, refusedReasons } from './key-change-refused.ts'

/** Why a key does not let in. */
export type KeyDenial =
  | 'key_missing'
  | 'key_ambiguous'
  | 'key_malformed'
  | 'key_unknown'
  | 'key_wrong_secret'
  | 'key_wrong_tenant'
  | 'key_wrong_env'
  | 'key_revoked'
  | 'key_disabled'
  | 'key_expired'
  | 'key_not_yet_valid'
  | 'key_wrong_network'
  | 'key_store_unavailable'

/** The reasons for which keys refuse. From outside, those that would tell what exists look alike. */
export const apiKeyReasons: Readonly<Record<KeyDenial, ReasonDefinition>> = {
  key_missing: reason(
    401,
    'The request carries no key.',
    'Send it as `Authorization: Bearer …` or `X-API-Key`.',
  ),
  key_ambiguous: reason(400, 'There is more than one key, or `Bearer` alone.', 'Send it once.'),
  key_malformed: reason(401, 'It is no key of this service.', 'Copy it again.'),
  key_unknown: reason(401, 'No key has this id.', 'See whether it was issued elsewhere.'),
  key_wrong_secret: reason(401, 'The secret is another.', 'An old one, or a guess.'),
  key_wrong_tenant: reason(401, 'The key belongs to another tenant.', 'Use one of that tenant.'),
  key_wrong_env: reason(401, 'The key is of another env.', 'Use a key of this one.'),
  key_revoked: reason(401, 'The key was revoked.', 'Issue another.'),
  key_disabled: reason(401, 'The key is disabled.', 'Enable it.'),
  key_expired: reason(401, 'The key has expired.', 'Issue another.'),
  key_not_yet_valid: reason(401, 'The key is valid only later.', 'Wait.'),
  key_wrong_network: reason(
    403,
    'The address is not of its networks.',
    'Add the network to the key.',
  ),
  key_store_unavailable: reason(
    503,
    'The store is down, or a record spoilt.',
    'See what `onStoreError` hears.',
  ),
}

function reason(status: number, meaning: string, remedy: string): ReasonDefinition {
  return { status, meaning, remedy }
}

type Act =
  | 'created'
  | 'imported'
  | 'rotated'
  | 'revoked'
  | 'disabled'
  | 'enabled'
  | 'updated'
  | 'leaked'

/** What keys record. */
export const apiKeyEvents: Readonly<Record<Act, AuditEventType>> = {
  created: event('created', 'A key was issued.', 'api_key_created', 'api_key_generated'),
  imported: event('imported', 'A key of another system was taken over.', 'api_key_imported'),
  rotated: event('rotated', 'A key got another secret.', 'api_key_rotated'),
  revoked: event('revoked', 'A key was revoked.', 'api_key_revoked'),
  disabled: event('disabled', 'A key was disabled.'),
  enabled: event('enabled', 'A disabled key was enabled.'),
  updated: event('updated', 'A key was changed.'),
  leaked: event('leaked', 'A key was reported as found in public.'),
}

function event(act: string, help: string, ...aliases: readonly string[]): AuditEventType {
  return { type: `api_key.${act}`, help, ...(aliases.length > 0 && { aliases }) }
}

const acts = Object.keys(apiKeyEvents) as Act[]

/** What keys measure. */
export const apiKeyMetrics: {
  readonly attempts: MetricDefinition<NoLabels>
  readonly failures: MetricDefinition<{ readonly reason: string }>
  readonly lostUses: MetricDefinition<NoLabels>
  readonly acts: MetricDefinition<{ readonly act: Act }>
  readonly refusals: MetricDefinition<{ readonly act: Act; readonly reason: RefusedReason }>
} = {
  attempts: defineMetric({
    id: 'api_key.validation_attempts',
    kind: 'counter',
    unit: '1',
    help: 'Requests asked for a key.',
    aliases: ['mira_api_key_validations'],
  }),
  failures: defineMetric({
    id: 'api_key.validation_failures',
    kind: 'counter',
    unit: '1',
    help: 'Requests that no key let in.',
    labels: { reason: 'open' },
  }),
  lostUses: defineMetric({
    id: 'api_key.lost_uses',
    kind: 'counter',
    unit: '1',
    help: 'Uses given up as the store takes none.',
  }),
  acts: defineMetric({
    id: 'api_key.acts',
    kind: 'counter',
    unit: '1',
    help: 'What was done to keys.',
    labels: { act: acts },
  }),
  refusals: defineMetric({
    id: 'api_key.act_refusals',
    kind: 'counter',
    unit: '1',
    help: 'What was not done to keys, by reason.',
    labels: { act: acts, reason: refusedReasons },
  }),
}

type NoLabels = Readonly<Record<never, string>>
