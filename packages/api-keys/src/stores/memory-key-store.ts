import { frozen } from '../frozen.ts'
import type { KeyRecord, KeyUse } from '../record.ts'
import type { KeyQuery, KeyStore, StoredKey, Touch } from '../store.ts'
import { type SortedIds, sortedIds } from './sorted-ids.ts'

/** How many keys a memory store may hold. */
export interface MemoryKeyStoreOptions {
  /** @default 1_000_000 */
  readonly maxKeys?: number
}

/** {@link memoryKeyStore}: it answers at once. */
export interface MemoryKeyStore extends KeyStore {
  get(id: string): KeyRecord | undefined
}

/**
 * Keeps keys in this process, for tests and for keys that are issued anew with each start.
 *
 * @example
 * ```ts
 * import { apiKeys, memoryKeyStore } from '@sallyport/api-keys'
 *
 * const keys = apiKeys({ store: memoryKeyStore(), prefix: 'acme', env: 'test' })
 * const { key } = await keys.issue({
 *   name: 'first',
 *   tenant: 't1',
 *   owner: { kind: 'user', id: 'ada' },
 *   actor: { kind: 'user', id: 'ada' },
 * })
 * console.log((await keys.get(key.id))?.name) // prints: first
 * ```
 */
export function memoryKeyStore({
  maxKeys = 1_000_000,
}: MemoryKeyStoreOptions = {}): MemoryKeyStore {
  const records = new Map<string, KeyRecord>()
  const uses = new Map<string, KeyUse>()
  // Of each owner in each tenant: keys that are not revoked.
  const owned = new Map<string, number>()
  const count = (record: KeyRecord, by: 1 | -1): void => {
    if (record.revokedAt !== null) return
    const id = ownerOf(record)
    owned.set(id, (owned.get(id) ?? 0) + by)
  }
  const ids = sortedIds()
  const children = new Map<string, SortedIds>()
  const childrenOf = (parent: string): SortedIds => {
    const known = children.get(parent) ?? sortedIds()
    children.set(parent, known)
    return known
  }
  return {
    get: (id) => records.get(id),
    insert(record, maxPerOwner = Number.POSITIVE_INFINITY) {
      if (records.has(record.id)) return 'exists'
      if (records.size >= maxKeys) throw new Error(`api-keys: the store is full: ${maxKeys} keys`)
      if ((owned.get(ownerOf(record)) ?? 0) >= maxPerOwner) return 'too_many'
      records.set(record.id, kept(record))
      count(record, 1)
      ids.add(record.id)
      if (record.parent !== null) childrenOf(record.parent).add(record.id)
      return 'inserted'
    },
    replace(record, version) {
      const before = records.get(record.id)
      if (before?.version !== version) return false
      records.set(record.id, kept(record))
      count(before, -1)
      count(record, 1)
      if (before.parent !== record.parent) {
        if (before.parent !== null) childrenOf(before.parent).remove(record.id)
        if (record.parent !== null) childrenOf(record.parent).add(record.id)
      }
      return true
    },
    touch(touches) {
      for (const touch of touches) {
        if (records.has(touch.id)) uses.set(touch.id, touched(uses.get(touch.id) ?? unused, touch))
      }
    },
    page(query, after, limit) {
      const { parent } = query
      // Whoever revokes one key's children looks at them alone.
      const among = parent === undefined ? ids : children.get(parent)
      const page: StoredKey[] = []
      if (limit <= 0) return page
      for (const id of among?.after(after) ?? []) {
        const record = records.get(id) as KeyRecord
        if (!matches(record, query)) continue
        page.push({ record, use: uses.get(id) ?? unused })
        if (page.length === limit) break
      }
      return page
    },
    check: () => ({ ok: true }),
  }
}

// A copy that nobody can change, so that reading one costs nothing.
const kept = (record: KeyRecord): KeyRecord => frozen(structuredClone(record))

// No two owners are written alike.
const ownerOf = ({ tenant, owner }: KeyRecord): string =>
  JSON.stringify([tenant, owner.kind, owner.id])

const unused: KeyUse = Object.freeze({ lastUsedAt: null, previousLastUsedAt: null, count: 0 })

/** A use added to what was: the latest wins, counts add up. */
const touched = (use: KeyUse, { at, previousAt, count }: Touch): KeyUse =>
  Object.freeze({
    lastUsedAt: Math.max(use.lastUsedAt ?? 0, at),
    previousLastUsedAt:
      previousAt === null
        ? use.previousLastUsedAt
        : Math.max(use.previousLastUsedAt ?? 0, previousAt),
    count: use.count + count,
  })

/** Whether a key is one of those asked for. */
function matches(record: KeyRecord, { tenant, owner, parent, env }: KeyQuery): boolean {
  if (tenant !== undefined && record.tenant !== tenant) return false
  if (parent !== undefined && record.parent !== parent) return false
  if (env !== undefined && record.env !== env) return false
  return owner === undefined || (record.owner.kind === owner.kind && record.owner.id === owner.id)
}
