import { demandOrder } from './checked.ts'
import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import type { KeyRecord } from './record.ts'
import {
  type Act,
  type ChangedBy,
  countAct,
  countRefused,
  orUnknown,
  recordAct,
} from './record-act.ts'

/** Adds a record. Recorded first; rejects where its id is there already, or its owner has too many. */
export async function addRecord(
  keys: Keys,
  act: Act,
  record: KeyRecord,
  by: ChangedBy,
  maxPerOwner: number,
): Promise<void> {
  demandOrder(record)
  await recordAct(keys, act, record, by)
  const inserted = await orUnknown(keys, act, record, by, () =>
    keys.store.insert(record, maxPerOwner),
  )
  if (inserted === 'inserted') return countAct(keys, act)
  const refused = new KeyChangeRefused(inserted === 'exists' ? 'conflict' : 'too_many', record.id)
  countRefused(keys, act, refused)
  await recordAct(keys, act, record, by, { outcome: 'failure', reason: refused.reason })
  throw refused
}
