import type { Secret } from '@sallyport/core'
import { demandBy } from './demand-by.ts'
import { demandInteger } from './demand-integer.ts'
import { demandKnown } from './demand-known.ts'
import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { stored } from './list.ts'
import { stateOf } from './record.ts'
import type { ChangedBy } from './record-act.ts'
import { demandGrace, prepareRotation } from './rotate.ts'
import { KeyFailed, SomeFailed } from './some-failed.ts'
import type { KeyQuery, StoredKey } from './store.ts'
import type { KeyView } from './view.ts'

/** Which keys get another secret, and who gets to know it. */
export interface RotateUnused extends ChangedBy {
  /** For how many days a key was not used; one that never was counts from when it was made. */
  readonly days: number
  /** @default 7 days */
  readonly graceMs?: number
  readonly tenant?: string
  /**
   * Hands the new token to whoever holds the key. It is called before the old secret is touched: where
   * it rejects, the key stays as it was.
   */
  readonly deliver: (key: KeyView, token: Secret) => Promise<void>
}

/** What became of each key that was not used. */
export interface RotatedUnused {
  readonly rotated: readonly string[]
  readonly failed: readonly { readonly id: string; readonly error: unknown }[]
}

const known = 'actor reason days graceMs tenant deliver'

const day = 86_400_000

/** Rotates keys of this environment that were not used for a while, one after the other: what fails keeps none of the others from it. */
export async function rotateUnused(keys: Keys, rotation: RotateUnused): Promise<RotatedUnused> {
  demandBy(rotation)
  demandKnown('rotateUnused', rotation, known)
  const { days, graceMs, tenant, deliver, ...by } = rotation
  demandInteger('days', days, 0)
  if (graceMs !== undefined) demandGrace(graceMs)
  // What this process has seen used is used, written or not.
  await keys.usage.flush()
  const query = { env: keys.env, ...(tenant === undefined ? {} : { tenant }) }
  const rotated: string[] = []
  const failed: { id: string; error: unknown }[] = []
  const given = { ...by, ...(graceMs === undefined ? {} : { graceMs }) }
  let before: string | undefined
  try {
    for await (const key of stored(keys, query)) {
      const { id } = key.record
      try {
        if (isUnused(key, days, keys.clock()) && (await isStill(keys, query, before, id, days))) {
          const prepared = await prepareRotation(keys, id, given)
          await deliver(prepared.key, prepared.token)
          await prepared.commit()
          rotated.push(id)
        }
      } catch (error) {
        if (!isInGrace(error)) failed.push({ id, error })
      }
      before = id
    }
  } catch (error) {
    const errors = failed.map(({ id, error }) => new KeyFailed(id, error))
    errors.push(new KeyFailed(undefined, error))
    throw new SomeFailed(errors, { rotated, failed }, 'rotations failed')
  }
  return { rotated, failed }
}

const isInGrace = (error: unknown): boolean =>
  error instanceof KeyChangeRefused && error.reason === 'rotation_in_progress'

/** Whether nobody has used it for so many days, and it could be rotated. */
function isUnused({ record, use }: StoredKey, days: number, now: number): boolean {
  const { previous } = record
  if (stateOf(record, now) !== 'active' || (previous !== null && now < previous.until)) return false
  const lastSeen = Math.max(use.lastUsedAt ?? 0, record.createdAt, record.current.createdAt)
  return now - lastSeen >= days * day
}

/** Asks again just before its turn: the deliveries before it may have taken hours. */
async function isStill(
  keys: Keys,
  query: KeyQuery,
  before: string | undefined,
  id: string,
  days: number,
): Promise<boolean> {
  await keys.usage.flush()
  // What was issued meanwhile may lie between the two.
  for await (const key of stored(keys, query, before, 2)) {
    if (key.record.id === id) return isUnused(key, days, keys.clock())
    if (key.record.id > id) return false
  }
  return false
}
