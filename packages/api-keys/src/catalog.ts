import {
  type AuditEventType,
  defineMetric,
  type MetricDefinition,
  type ReasonDefinition,
} from '@sallyport/core'
import { type RefusedReason, refusedReasons } from './refused.ts'

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
  key_missing: {
    status: 401,
    meaning: 'The request carries no key.',
    remedy: 'Send it as `Authorization: Bearer …` or `X-API-Key`.',
  },
  key_ambiguous: {
    status: 400,
    meaning: 'The request carries more than one key, or `Bearer` and not one word after it.',
    remedy: 'Send it once, in one header.',
  },
  key_malformed: {
    status: 401,
    meaning: 'What was sent is no key of this service: another prefix, or a typo.',
    remedy: 'Copy the key again, whole.',
  },
  key_unknown: {
    status: 401,
    meaning: 'There is no key with this id.',
    remedy: 'See whether it was issued by another environment or deleted.',
  },
  key_wrong_secret: {
    status: 401,
    meaning: 'There is a key with this id, and this is not its secret.',
    remedy: 'An old secret after a rotation, or somebody guesses.',
  },
  key_wrong_tenant: {
    status: 401,
    meaning: 'The key belongs to another tenant.',
    remedy: 'Use a key of the tenant that is asked for.',
  },
  key_wrong_env: {
    status: 401,
    meaning: 'The key is of another environment.',
    remedy: 'Use a live key here and a test key there.',
  },
  key_revoked: {
    status: 401,
    meaning: 'The key was revoked.',
    remedy: 'Issue another.',
  },
  key_disabled: {
    status: 401,
    meaning: 'The key is disabled.',
    remedy: 'Enable it.',
  },
  key_expired: {
    status: 401,
    meaning: 'The key has expired.',
    remedy: 'Issue another, or rotate keys before they expire.',
  },
  key_not_yet_valid: {
    status: 401,
    meaning: 'The key is valid only later.',
    remedy: 'Wait, or issue one that is valid at once.',
  },
  key_wrong_network: {
    status: 403,
    meaning: 'The key may not be used from this address.',
    remedy: 'Add the network to the key.',
  },
  key_store_unavailable: {
    status: 503,
    meaning: 'The store of keys does not answer, or its record of the key is spoilt.',
    remedy: 'See what `onStoreError` hears and what the check of the store says.',
  },
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
  created: {
    type: 'api_key.created',
    help: 'A key was issued.',
    aliases: ['api_key_created', 'api_key_generated'],
  },
  imported: {
    type: 'api_key.imported',
    help: 'A key of another system was taken over, by its digest.',
    aliases: ['api_key_imported'],
  },
  rotated: {
    type: 'api_key.rotated',
    help: 'A key got another secret.',
    aliases: ['api_key_rotated'],
  },
  revoked: {
    type: 'api_key.revoked',
    help: 'A key was revoked, for good.',
    aliases: ['api_key_revoked'],
  },
  disabled: { type: 'api_key.disabled', help: 'A key was disabled, until it is enabled.' },
  enabled: { type: 'api_key.enabled', help: 'A disabled key was enabled.' },
  updated: { type: 'api_key.updated', help: 'What a key may do, or what it is called, changed.' },
  leaked: { type: 'api_key.leaked', help: 'A key was reported as found in public.' },
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
    help: 'Requests that were asked for a key, whatever came of it.',
  }),
  failures: defineMetric({
    id: 'api_key.validation_failures',
    kind: 'counter',
    unit: '1',
    help: 'Requests whose key did not let them in, by reason.',
    labels: { reason: 'open' },
  }),
  lostUses: defineMetric({
    id: 'api_key.lost_uses',
    kind: 'counter',
    unit: '1',
    help: 'Uses given up because the store takes none and there is no more room for them.',
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
    help: 'What was not done to keys because a key did not allow it, by reason.',
    labels: { act: acts, reason: refusedReasons },
  }),
}

type NoLabels = Readonly<Record<never, string>>
