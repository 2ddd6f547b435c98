import type { Secret } from '@sallyport/core'
import { replaceRecord } from './change.ts'
import { demandBy } from './demand-by.ts'
import { demandInteger } from './demand-integer.ts'
import { demandKnown } from './demand-known.ts'
import { type IssuedKey, newSlot } from './issue.ts'
import { KeyChangeRefused, type RefusedReason } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { demandRecord, readRecord } from './read-record.ts'
import { graceEnd, type KeyRecord, stateOf } from './record.ts'
import { type ChangedBy, countRefused, orDenied, orUnknown, recordAct } from './record-act.ts'
import { type KeyView, viewOf } from './view.ts'

/** How a key gets another secret. */
export interface Rotation extends ChangedBy {
  /** For how long the old secret is accepted; never longer than the key. 0 for not at all. @default 7 days */
  readonly graceMs?: number
  /** Cuts short the grace of the rotation before. @default false */
  readonly force?: boolean
}

/** A rotation that has not happened yet. */
export interface PreparedRotation {
  readonly token: Secret
  readonly key: KeyView
  /** Lets it happen; rejects where the key was changed meanwhile. */
  commit(): Promise<void>
}

const known = 'actor reason graceMs force'

const week = 604_800_000
const longestGrace = 366 * 86_400_000

/** Gives a key another secret. Its expiry, its limits and its counts stay. Of several at once, one wins. */
export async function rotate(keys: Keys, id: string, rotation: Rotation): Promise<IssuedKey> {
  demandBy(rotation)
  demandKnown('rotate', rotation, known)
  const { token, key, commit } = await prepareRotation(keys, id, rotation)
  await commit()
  return { token, key }
}

/** Makes the new secret, and touches nothing until it is committed. */
export async function prepareRotation(
  keys: Keys,
  id: string,
  { graceMs = week, force = false, ...by }: Rotation,
): Promise<PreparedRotation> {
  demandGrace(graceMs)
  const record = await orDenied(keys, { act: 'rotated', by }, () => demandRecord(keys, id))
  const now = keys.clock()
  await orDenied(keys, { act: 'rotated', by, record }, () => {
    const refused = whyNot(keys, record, now, force)
    if (refused !== undefined) throw new KeyChangeRefused(refused, id)
  })
  const { slot, token } = newSlot(keys, id, record.env, now)
  const rotated = (from: KeyRecord): KeyRecord => ({
    ...from,
    version: from.version + 1,
    current: slot,
    previous: graceMs === 0 ? null : { ...from.current, until: graceEnd(from, graceMs, now) },
  })
  const next = rotated(record)
  return {
    token,
    key: viewOf(next),
    async commit() {
      await recordAct(keys, 'rotated', next, by)
      const reason = await orUnknown(keys, 'rotated', next, by, () =>
        putRotated(keys, record, rotated, force),
      )
      if (reason === undefined) return
      const refused = new KeyChangeRefused(reason, id)
      countRefused(keys, 'rotated', refused)
      await recordAct(keys, 'rotated', next, by, { outcome: 'failure', reason })
      throw refused
    },
  }
}

const attempts = 4

/** Puts it in the place of the record, or of what an update or a new digest made of that; never of another rotation's. */
async function putRotated(
  keys: Keys,
  record: KeyRecord,
  rotated: (from: KeyRecord) => KeyRecord,
  force: boolean,
): Promise<RefusedReason | undefined> {
  let from: KeyRecord = record
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await replaceRecord(keys, 'rotated', rotated(from), from.version)) return undefined
    const now = await readRecord(keys, record.id)
    if (now?.current.secretId !== record.current.secretId) return 'conflict'
    const refused = whyNot(keys, now, keys.clock(), force)
    if (refused !== undefined) return refused
    from = now
  }
  return 'conflict'
}

/** Throws for a grace that cannot be kept. */
export function demandGrace(graceMs: number): void {
  demandInteger('graceMs', graceMs, 0, longestGrace)
}

/** Why a key cannot be rotated now. */
function whyNot(
  { env }: Pick<Keys, 'env'>,
  record: KeyRecord,
  now: number,
  force: boolean,
): RefusedReason | undefined {
  if (record.env !== env) return 'wrong_env'
  const state = stateOf(record, now)
  if (state === 'revoked' || state === 'disabled' || state === 'expired') return state
  const isInGrace = record.previous !== null && now < record.previous.until
  return isInGrace && !force ? 'rotation_in_progress' : undefined
}
