import type { AuditEvent, AuditParty } from '@sallyport/core'
import { apiKeyEvents, apiKeyMetrics } from './catalog.ts'
import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import type { KeyRecord } from './record.ts'
import type { Answer } from './store.ts'

/** Who does something to a key, and why: for the record. */
export interface ChangedBy {
  readonly actor: AuditParty
  /** For people: at most 500 characters. */
  readonly reason?: string
}

/** What can be done to a key. */
export type Act = keyof typeof apiKeyEvents

/** How an act ended, where it is not as it should. */
export interface Ending {
  /** `failure` takes back a success that was recorded first. @default 'success' */
  readonly outcome?: AuditEvent['outcome']
  readonly reason?: string
  /** What of the key is not as it was. */
  readonly changed?: readonly string[]
}

/** Writes down what was done to a key; rejects when that fails. */
export async function recordAct(
  { audit }: Pick<Keys, 'audit'>,
  act: Act,
  record: KeyRecord,
  by: ChangedBy,
  { outcome = 'success', reason, changed }: Ending = {},
): Promise<void> {
  await audit.record({
    ...acted(act, by, outcome, reason),
    targets: [{ kind: 'key', id: record.id }],
    event: { ...told(record), ...(changed && { changed }), ...stated(by, reason) },
  })
}

/** Counts what was done: once it was, not when it was tried. */
export function countAct({ metrics }: Pick<Keys, 'metrics'>, act: Act): void {
  metrics.add(apiKeyMetrics.acts, 1, { act })
}

/** Counts what was refused. */
export function countRefused(
  { metrics }: Pick<Keys, 'metrics'>,
  act: Act,
  { reason }: KeyChangeRefused,
): void {
  metrics.add(apiKeyMetrics.refusals, 1, { act, reason })
}

/** What somebody is about to do. */
export interface Attempt {
  readonly act: Act
  readonly by: ChangedBy
  /** The key that it is done to, or that would have been made. */
  readonly record?: KeyRecord | undefined
}

/** Writes down and counts what was refused before anything was recorded. */
export async function recordDenied(
  keys: Pick<Keys, 'audit' | 'metrics'>,
  { act, by, record }: Attempt,
  refused: KeyChangeRefused,
): Promise<void> {
  countRefused(keys, act, refused)
  const { keyId, reason } = refused
  await keys.audit.record({
    ...acted(act, by, 'denied', reason),
    targets: keyId === undefined ? [] : [{ kind: 'key', id: keyId }],
    event: { ...(record && { key_id: record.id, ...told(record) }), ...stated(by, reason) },
  })
}

/** Runs what may be refused, and records it where it is; rejects all the same. */
export async function orDenied<T>(
  keys: Pick<Keys, 'audit' | 'metrics'>,
  attempt: Attempt,
  run: () => Answer<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof KeyChangeRefused) await recordDenied(keys, attempt, error)
    throw error
  }
}

/** Runs what a store does. Where that throws, nobody knows whether it was done: the record says so. */
export async function orUnknown<T>(
  keys: Pick<Keys, 'audit'>,
  act: Act,
  record: KeyRecord,
  by: ChangedBy,
  run: () => Answer<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const ending = { outcome: 'error', reason: 'outcome_unknown' } as const
    // The store's error is the graver.
    await recordAct(keys, act, record, by, ending).catch(() => {})
    throw error
  }
}

const acted = (
  act: Act,
  { actor, reason: statedReason }: ChangedBy,
  outcome: AuditEvent['outcome'],
  reason: string | undefined = statedReason,
): AuditEvent => ({
  type: apiKeyEvents[act].type,
  outcome,
  actor,
  ...(reason === undefined ? {} : { reason }),
})

/** What the actor gave as the reason, where another takes its place. */
const stated = ({ reason }: ChangedBy, other: string | undefined): object =>
  reason === undefined || other === undefined ? {} : { stated_reason: reason }

/** What a key may do: a widening leaves its trace. */
const told = (record: KeyRecord): object => ({
  name: record.name,
  tenant: record.tenant,
  env: record.env,
  owner: record.owner,
  parent: record.parent,
  secret_id: record.current.secretId,
  scopes: record.scopes,
  networks: record.networks,
  limits: record.limits,
  not_before: record.notBefore,
  expires_at: record.expiresAt,
})
