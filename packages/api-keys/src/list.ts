import type { Keys } from './keys.ts'
import { type KeyState, stateOf } from './record.ts'
import type { KeyQuery, StoredKey } from './store.ts'
import { type KeyView, viewOf } from './view.ts'

/** Which keys are listed. */
export interface ListQuery extends KeyQuery {
  /** @default all */
  readonly state?: KeyState
}

/** A key as it is listed. */
export interface ListedKey extends KeyView {
  readonly state: KeyState
  readonly lastUsedAt: number | null
  readonly previousLastUsedAt: number | null
  readonly useCount: number
}

const pageSize = 500

/** Stored keys, in the order of their ids, a page at a time. */
export async function* stored(
  keys: Pick<Keys, 'store'>,
  query: KeyQuery,
  begin?: string,
  size: number = pageSize,
): AsyncGenerator<StoredKey> {
  let after = begin
  for (;;) {
    const page = await keys.store.page(query, after, size)
    yield* page
    if (page.length < size) return
    after = page.at(-1)?.record.id
  }
}

/** Keys and their use, as they stand now. */
export async function* list(keys: Keys, { state, ...query }: ListQuery): AsyncGenerator<ListedKey> {
  const now = keys.clock()
  for await (const { record, use } of stored(keys, query)) {
    const found = stateOf(record, now)
    if (state !== undefined && state !== found) continue
    yield {
      ...viewOf(record),
      state: found,
      lastUsedAt: use.lastUsedAt,
      previousLastUsedAt: use.previousLastUsedAt,
      useCount: use.count,
    }
  }
}
