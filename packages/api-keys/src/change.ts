import { isDeepStrictEqual } from 'node:util'
import { KeyChangeRefused } from './key-change-refused.ts'
import type { Keys } from './keys.ts'
import { demandRecord } from './read-record.ts'
import type { KeyRecord } from './record.ts'
import {
  type Act,
  type ChangedBy,
  countAct,
  countRefused,
  orDenied,
  orUnknown,
  recordAct,
  recordDenied,
} from './record-act.ts'
import type { Answer } from './store.ts'

/** Puts a record in the place of the version that was read. */
export async function replaceRecord(
  keys: Keys,
  act: Act,
  record: KeyRecord,
  version: number,
): Promise<boolean> {
  try {
    const isReplaced = await keys.store.replace(record, version)
    if (isReplaced) countAct(keys, act)
    return isReplaced
  } finally {
    // Also where the store failed: it may have replaced it all the same.
    keys.forget(record.id)
  }
}

const attempts = 16

/**
 * Replaces a record by what `next` makes of it, read anew until nobody else was faster. What takes
 * away (`first: 'effect'`) takes effect and is recorded then, so that a broken audit log keeps no
 * leaked key alive; what gives is recorded first. Either rejects when the record fails. `next` gives
 * back the very record where there is nothing to do.
 */
export async function change(
  keys: Keys,
  id: string,
  act: Act,
  by: ChangedBy,
  first: 'effect' | 'record',
  next: (record: KeyRecord, now: number) => Answer<KeyRecord>,
): Promise<KeyRecord> {
  let record: KeyRecord | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = await orDenied(keys, { act, by }, () => demandRecord(keys, id))
    record = found
    const changed = await orDenied(keys, { act, by, record }, () => next(found, keys.clock()))
    if (changed === found) return found
    const replacement = { ...changed, version: found.version + 1 }
    if (await isPut(keys, act, by, first, found, replacement)) return replacement
  }
  const refused = new KeyChangeRefused('conflict', id)
  // What was recorded first was taken back each time.
  if (first === 'effect') await recordDenied(keys, { act, by, record }, refused)
  else countRefused(keys, act, refused)
  throw refused
}

/** Replaces what was read and records it, in the order that the act asks for. False where another was faster. */
async function isPut(
  keys: Keys,
  act: Act,
  by: ChangedBy,
  first: 'effect' | 'record',
  record: KeyRecord,
  replacement: KeyRecord,
): Promise<boolean> {
  const changed = changedIn(record, replacement)
  if (first === 'record') await recordAct(keys, act, replacement, by, { changed })
  const isReplaced = await orUnknown(keys, act, replacement, by, () =>
    replaceRecord(keys, act, replacement, record.version),
  )
  if (isReplaced && first === 'effect') await recordAct(keys, act, replacement, by, { changed })
  if (!isReplaced && first === 'record') {
    await recordAct(keys, act, replacement, by, { outcome: 'failure', reason: 'conflict' })
  }
  return isReplaced
}

/** Names of what is not as it was, as events have them. */
function changedIn(was: KeyRecord, is: KeyRecord): readonly string[] {
  const names = Object.keys(is) as (keyof KeyRecord)[]
  return names
    .filter((name) => name !== 'version' && !isDeepStrictEqual(was[name], is[name]))
    .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
}
