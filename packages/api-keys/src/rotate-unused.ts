import type { Secret } from '@sallyport/core'
import { demandBy } from './demand-by.ts'
import { demandKnown } from './demand-known.ts'
import type { Keys } from './keys.ts'
import { stored } from './list.ts'
import { stateOf } from './record.ts'
import type { ChangedBy } from './record-act.ts'
import { KeyChangeRefused } from './refused.ts'
import { demandGrace, prepareRotation } from './rotate.ts'
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

const known: Readonly<Record<keyof RotateUnused, true>> = {
  actor: true,
  reason: true,
  days: true,
  graceMs: true,
  tenant: true,
  deliver: true,
}

const day = 86_400_000

/** Rotates keys of this environment that were not used for a while, one after the other: what fails keeps none of the others from it. */
export async function rotateUnused(keys: Keys, rotation: RotateUnused): Promise<RotatedUnused> {
  demandBy(rotation)
  demandKnown('rotateUnused', rotation, known)
  const { days, graceMs, tenant, deliver, ...by } = rotation
  if (!(Number.isInteger(days) && days >= 0)) {
    throw new RangeError(`api-keys: "days" must be an integer >= 0, got ${String(days)}`)
  }
  if (graceMs !== undefined) demandGrace(graceMs)
  // What this process has seen used is used, written or not.
  await keys.usage.flush()
  const query = { env: keys.env, ...(tenant === undefined ? {} : { tenant }) }
  const rotated: string[] = []
  const failed: { id: string; error: unknown }[] = []
  for await (const { record, use } of stored(keys, query)) {
    const now = keys.clock()
    const lastSeen = Math.max(use.lastUsedAt ?? 0, record.createdAt, record.current.createdAt)
    if (stateOf(record, now) !== 'active' || now - lastSeen < days * day) continue
    try {
      const prepared = await prepareRotation(keys, record.id, {
        ...by,
        ...(graceMs === undefined ? {} : { graceMs }),
      })
      await deliver(prepared.key, prepared.token)
      await prepared.commit()
      rotated.push(record.id)
    } catch (error) {
      if (error instanceof KeyChangeRefused && error.reason === 'rotation_in_progress') continue
      failed.push({ id: record.id, error })
    }
  }
  return { rotated, failed }
}
