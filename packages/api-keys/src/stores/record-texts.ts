import { frozen } from '../frozen.ts'
import type { KeyRecord } from '../record.ts'

const mostRecords = 10_000

/**
 * Reads records from their rows' texts, and gives the very record again while its row says the same: what
 * was made ready of it is found by it, so that nothing of an unchanged key is made for each request.
 */
export function createRecordTexts(): (id: string, text: string) => KeyRecord {
  const known = new Map<string, { readonly text: string; readonly record: KeyRecord }>()
  return (id, text) => {
    const before = known.get(id)
    if (before?.text === text) return before.record
    known.delete(id)
    const oldest = known.size >= mostRecords ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    // Whoever gets it next must find it as it was read.
    const record: KeyRecord = frozen(JSON.parse(text))
    known.set(id, { text, record })
    return record
  }
}
