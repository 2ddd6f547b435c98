import type { Readier, ReadyKey } from './ready.ts'
import type { KeyRecord } from './record.ts'
import type { Answer, KeyStore } from './store.ts'
import type { OnStoreError } from './store-error.ts'

/** Reads a key and makes it ready. What fails, or is no key's record, is told once and thrown on. */
export function readReady(
  store: KeyStore,
  readier: Readier,
  tell: OnStoreError,
): (id: string) => Answer<ReadyKey | undefined> {
  // Clients of databases say null for none.
  const readied = (record: KeyRecord | undefined, id: string): ReadyKey | undefined =>
    record === undefined || record === null ? undefined : readier.ready(record, id)
  const failed = (error: unknown): never => {
    tell(error)
    throw error
  }
  return (id) => {
    try {
      const found = store.get(id)
      return found instanceof Promise
        ? found.then((late) => readied(late, id)).catch(failed)
        : readied(found, id)
    } catch (error) {
      return failed(error)
    }
  }
}
