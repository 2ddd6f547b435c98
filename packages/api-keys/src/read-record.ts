import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import type { KeyRecord } from './record.ts'
import { demandSound } from './sound-record.ts'

/** The record with this id, as the store has it now; throws for one that was spoilt, or is another key's. */
export async function readRecord(
  { store }: Pick<Keys, 'store'>,
  id: string,
): Promise<KeyRecord | undefined> {
  const record = await store.get(id)
  // Clients of databases say null for none.
  if (record === undefined || record === null) return undefined
  demandSound(record, id)
  return record
}

/** The same; refused where there is none. */
export async function demandRecord(keys: Pick<Keys, 'store'>, id: string): Promise<KeyRecord> {
  const record = await readRecord(keys, id)
  if (record === undefined) throw new KeyChangeRefused('unknown', id)
  return record
}
